// github.com/gphotosuploader/google-photos-api-client-go against the emulator: its resumable uploader and its media items.
package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"resumulator/tests/clients/photos_go/library"
)

const kib = 1024

func must(err error) {
	if err != nil {
		log.Fatalf("%+v", err)
	}
}

func expect(ok bool, format string, values ...any) {
	if !ok {
		log.Fatalf(format, values...)
	}
}

// cutter passes some of a request's body on and then breaks its connection.
type cutter struct {
	inner io.ReadCloser
	left  int64
}

func (c *cutter) Read(into []byte) (int, error) {
	if c.left <= 0 {
		return 0, io.ErrClosedPipe
	}
	if int64(len(into)) > c.left {
		into = into[:c.left]
	}
	n, err := c.inner.Read(into)
	c.left -= int64(n)
	return n, err
}

func (c *cutter) Close() error { return c.inner.Close() }

// once cuts the first request that has a body.
type once struct {
	inner http.RoundTripper
	after int64
	done  bool
}

func (o *once) RoundTrip(request *http.Request) (*http.Response, error) {
	if request.Body != nil && !o.done && request.Header.Get("X-Goog-Upload-Command") == "upload, finalize" {
		o.done = true
		request.Body = &cutter{inner: request.Body, left: o.after}
	}
	return o.inner.RoundTrip(request)
}

func written(folder string, size int) (string, [32]byte) {
	data := make([]byte, size)
	for i := range data {
		data[i] = byte(i*7 + i>>8 + i>>16)
	}
	path := filepath.Join(folder, fmt.Sprintf("%d.bin", size))
	must(os.WriteFile(path, data, 0o600))
	return path, sha256.Sum256(data)
}

func sumOf(url string) string {
	response, err := http.Get(url + "=d")
	must(err)
	defer response.Body.Close()
	expect(response.StatusCode == 200, "the bytes: %d", response.StatusCode)
	sum := sha256.New()
	_, err = io.Copy(sum, response.Body)
	must(err)
	return hex.EncodeToString(sum.Sum(nil))
}

func main() {
	ctx := context.Background()
	folder, err := os.MkdirTemp("", "photos-go-")
	must(err)
	defer os.RemoveAll(folder)
	photos, err := library.Open()
	must(err)

	for _, size := range []int{1, 1024 * kib, 1024*kib + 1, 20 * 1024 * kib} {
		path, sum := written(folder, size)
		item, err := photos.Put(ctx, path)
		must(err)
		again, err := photos.Get(ctx, item.ID)
		must(err)
		expect(again.BaseURL != "" && again.ID == item.ID, "%+v", again)
		expect(sumOf(again.BaseURL) == hex.EncodeToString(sum[:]), "%d bytes came back changed", size)
		fmt.Printf("ok %d bytes up, an item, and back\n", size)
	}

	path, _ := written(folder, 0)
	_, err = photos.Put(ctx, path)
	expect(err != nil, "an empty file went up")
	fmt.Println("ok an empty file is refused")

	_, err = photos.Get(ctx, "nothing-by-that-name")
	expect(err != nil, "an item that is not there was found")
	fmt.Println("ok an item that is not there")

	path, sum := written(folder, 3*1024*kib)
	whole := http.DefaultTransport
	http.DefaultTransport = &once{inner: whole, after: 700 * kib}
	_, err = photos.Put(ctx, path)
	http.DefaultTransport = whole
	expect(err != nil, "a cut upload went well")
	expect(len(photos.Kept) > 0, "its session was not kept")
	item, err := photos.Put(ctx, path)
	must(err)
	again, err := photos.Get(ctx, item.ID)
	must(err)
	expect(sumOf(again.BaseURL) == hex.EncodeToString(sum[:]), "the resumed upload has other bytes")
	fmt.Println("ok a cut upload goes on where the kept session says")
}
