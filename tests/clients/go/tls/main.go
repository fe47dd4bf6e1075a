// cloud.google.com/go/storage as it is, with the host it has built in, over the proxy of HTTPS_PROXY and
// the certificate of SSL_CERT_FILE. Its token comes from oauth2.googleapis.com, by the same proxy.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	"cloud.google.com/go/storage"
	"google.golang.org/api/option"
)

func must(err error) {
	if err != nil {
		log.Fatalf("%+v", err)
	}
}

func main() {
	must(os.Unsetenv("STORAGE_EMULATOR_HOST"))
	ctx := context.Background()
	answer, err := http.Get(os.Getenv("RESUMULATOR_TLS_URL") + "/")
	must(err)
	said, err := io.ReadAll(answer.Body)
	must(err)
	if string(said) != "OK" {
		log.Fatalf("HTTPS said %q", said)
	}
	fmt.Println("ok https")
	key, err := os.ReadFile(os.Getenv("RESUMULATOR_SIGNING_KEY"))
	must(err)
	account, err := json.Marshal(map[string]string{
		"type":           "service_account",
		"client_email":   "tester@any.iam.gserviceaccount.com",
		"private_key_id": "any",
		"private_key":    string(key),
		"token_uri":      "https://oauth2.googleapis.com/token",
	})
	must(err)
	client, err := storage.NewClient(ctx, option.WithAuthCredentialsJSON(option.ServiceAccount, account))
	must(err)
	object := client.Bucket(os.Getenv("RESUMULATOR_BUCKET")).Object("go over tls")
	for _, size := range []int{0, 1, 3*1024*1024 + 1} {
		sent := bytes.Repeat([]byte("x"), size)
		writer := object.NewWriter(ctx)
		writer.ChunkSize = 1024 * 1024
		_, err = writer.Write(sent)
		must(err)
		must(writer.Close())
		reader, err := object.NewReader(ctx)
		must(err)
		got, err := io.ReadAll(reader)
		must(err)
		if !bytes.Equal(got, sent) {
			log.Fatalf("%d bytes came back as %d", size, len(got))
		}
		fmt.Println("ok upload", size)
	}
}
