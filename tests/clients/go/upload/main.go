// One file up with cloud.google.com/go/storage: upload PAYLOAD BUCKET. What a scenario judges. With a
// precondition, because the library tries again only what it may do twice.
package main

import (
	"context"
	"io"
	"log"
	"os"

	"cloud.google.com/go/storage"
)

func must(err error) {
	if err != nil {
		log.Fatalf("%+v", err)
	}
}

func main() {
	ctx := context.Background()
	client, err := storage.NewClient(ctx, storage.WithJSONReads())
	must(err)
	file, err := os.Open(os.Args[1])
	must(err)
	writer := client.Bucket(os.Args[2]).Object("payload.bin").If(storage.Conditions{DoesNotExist: true}).NewWriter(ctx)
	writer.ChunkSize = 1024 * 1024
	_, err = io.Copy(writer, file)
	must(err)
	must(writer.Close())
}
