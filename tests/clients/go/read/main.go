// One file up and back with cloud.google.com/go/storage: read PAYLOAD BUCKET. What a scenario judges; reads go the library's
// own way, through the XML API.
package main

import (
	"bytes"
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
	client, err := storage.NewClient(ctx)
	must(err)
	data, err := os.ReadFile(os.Args[1])
	must(err)
	object := client.Bucket(os.Args[2]).Object("payload.bin").If(storage.Conditions{DoesNotExist: true})
	writer := object.NewWriter(ctx)
	_, err = writer.Write(data)
	must(err)
	must(writer.Close())
	reader, err := client.Bucket(os.Args[2]).Object("payload.bin").NewReader(ctx)
	must(err)
	back, err := io.ReadAll(reader)
	must(err)
	must(reader.Close())
	if !bytes.Equal(back, data) {
		log.Fatalf("%d bytes came back, and others than went up", len(back))
	}
}
