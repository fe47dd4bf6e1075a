// One file into Google Photos with gphotosuploader's client: upload PAYLOAD BUCKET. What a scenario judges. A file that
// did not come through is tried again with the session that was kept, as its command line does when it is started again:
// after a second, two and four, and not after a refusal that stays one.
package main

import (
	"context"
	"errors"
	"log"
	"os"
	"time"

	"google.golang.org/api/googleapi"

	"resumulator/tests/clients/photos_go/library"
)

const tries = 4

// upload returns the token of the bytes.
func upload(photos *library.Library, path string) string {
	for i := range tries {
		if i > 0 {
			time.Sleep(time.Second << (i - 1))
		}
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		token, err := photos.Upload(ctx, path)
		cancel()
		if err == nil {
			return token
		}
		log.Printf("try %d: %v", i+1, err)
		var answer *googleapi.Error
		if errors.As(err, &answer) && answer.Code/100 == 4 && answer.Code != 408 && answer.Code != 429 {
			break
		}
	}
	log.Fatal("gave up")
	return ""
}

func main() {
	photos, err := library.Open()
	if err != nil {
		log.Fatal(err)
	}
	path := os.Args[1]
	item, err := photos.Create(context.Background(), upload(photos, path), path)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("item %s", item.ID)
}
