// cloud.google.com/go/storage against the emulator. STORAGE_EMULATOR_HOST is all the library needs.
package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"path/filepath"

	"cloud.google.com/go/storage"
	"google.golang.org/api/googleapi"
	"google.golang.org/api/iterator"
	"google.golang.org/api/option"
)

type file struct {
	Name, Sha256, Crc32c, Md5 string
	Size                      int64
}

const kib = 1024

var (
	ctx      = context.Background()
	payloads = os.Getenv("RESUMULATOR_PAYLOADS")
	files    []file
	bucket   *storage.BucketHandle
)

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

func read(f file) []byte {
	data, err := os.ReadFile(filepath.Join(payloads, f.Name))
	must(err)
	return data
}

func check(name string, f file) {
	attrs, err := bucket.Object(name).Attrs(ctx)
	must(err)
	crc := binary.BigEndian.AppendUint32(nil, attrs.CRC32C)
	expect(attrs.Size == f.Size, "%s: size %d", name, attrs.Size)
	expect(base64.StdEncoding.EncodeToString(crc) == f.Crc32c, "%s: crc32c %x", name, crc)
	expect(base64.StdEncoding.EncodeToString(attrs.MD5) == f.Md5, "%s: md5 %x", name, attrs.MD5)
	reader, err := bucket.Object(name).NewReader(ctx)
	must(err)
	defer reader.Close()
	data, err := io.ReadAll(reader) // the library compares crc32c itself
	must(err)
	sum := sha256.Sum256(data)
	expect(hex.EncodeToString(sum[:]) == f.Sha256, "%s: other bytes", name)
	fmt.Println("ok", name, f.Size)
}

// upload never tells its length: a Writer is a stream. Chunk size 0 sends everything in one request.
func upload(name string, data []byte, chunk int) {
	writer := bucket.Object(name).NewWriter(ctx)
	writer.ChunkSize = chunk
	seen := int64(0)
	writer.ProgressFunc = func(sent int64) {
		expect(sent > seen, "%s: progress %d after %d", name, sent, seen)
		seen = sent
	}
	_, err := io.Copy(writer, bytes.NewReader(data))
	must(err)
	must(writer.Close())
	expect(writer.Attrs().Size == int64(len(data)), "%s: %d bytes", name, writer.Attrs().Size)
}

func uploadFiles() {
	for _, f := range files {
		for _, chunk := range []int{0, 256 * kib, 8 * kib * kib, 16 * kib * kib} {
			if chunk == 256*kib && f.Size > 16*kib*kib {
				continue
			}
			name := fmt.Sprintf("chunk-%d/%s", chunk, f.Name)
			upload(name, read(f), chunk)
			check(name, f)
		}
	}
}

func readRange() {
	f := files[len(files)-1]
	reader, err := bucket.Object(fmt.Sprintf("chunk-0/%s", f.Name)).NewRangeReader(ctx, 1000, 5000)
	must(err)
	defer reader.Close()
	part, err := io.ReadAll(reader)
	must(err)
	expect(bytes.Equal(part, read(f)[1000:6000]), "other bytes in the range")
	fmt.Println("ok range")
}

func cancelled() {
	short, stop := context.WithCancel(ctx)
	writer := bucket.Object("cancelled").NewWriter(short)
	writer.ChunkSize = 256 * kib
	_, err := writer.Write(make([]byte, 600*kib))
	must(err)
	stop()
	expect(writer.Close() != nil, "a cancelled upload closed without an error")
	_, err = bucket.Object("cancelled").Attrs(ctx)
	expect(errors.Is(err, storage.ErrObjectNotExist), "cancelled: %v", err)
	fmt.Println("ok cancel")
}

func guarded(text string, chunk int, conditions storage.Conditions) (int64, error) {
	writer := bucket.Object("guarded").If(conditions).NewWriter(ctx)
	writer.ChunkSize = chunk
	if _, err := io.WriteString(writer, text); err != nil {
		return 0, err
	}
	if err := writer.Close(); err != nil {
		return 0, err
	}
	return writer.Attrs().Generation, nil
}

func precondition() {
	first, err := guarded("first", 0, storage.Conditions{DoesNotExist: true})
	must(err)
	second, err := guarded("second", 256*kib, storage.Conditions{GenerationMatch: first})
	must(err)
	expect(second != first, "the generation did not change")
	long := string(bytes.Repeat([]byte("third"), 200*kib))
	for _, chunk := range []int{0, 256 * kib} {
		_, err = guarded(long, chunk, storage.Conditions{GenerationMatch: first})
		var answer *googleapi.Error
		expect(errors.As(err, &answer) && answer.Code == http.StatusPreconditionFailed, "wrong generation: %v", err)
	}
	fmt.Println("ok precondition")
}

func lookAround() {
	found := 0
	for objects := bucket.Objects(ctx, &storage.Query{Prefix: "chunk-0/"}); ; found++ {
		_, err := objects.Next()
		if errors.Is(err, iterator.Done) {
			break
		}
		must(err)
	}
	expect(found == len(files), "listed %d", found)
	composed, err := bucket.Object("composed").ComposerFrom(
		bucket.Object("chunk-0/"+files[1].Name), bucket.Object("chunk-0/"+files[2].Name)).Run(ctx)
	must(err)
	expect(composed.Size == files[1].Size+files[2].Size, "composed %d", composed.Size)
	_, err = bucket.Object("copied").CopierFrom(bucket.Object("composed")).Run(ctx)
	must(err)
	must(bucket.Object("composed").Delete(ctx))
	fmt.Println("ok list, compose, copy, delete")
}

func main() {
	manifest, err := os.ReadFile(filepath.Join(payloads, "manifest.json"))
	must(err)
	must(json.Unmarshal(manifest, &files))
	// By itself the library reads objects through the XML API.
	options := []option.ClientOption{storage.WithJSONReads()}
	if len(os.Args) > 1 && os.Args[1] == "-xml" {
		options = nil
	}
	client, err := storage.NewClient(ctx, options...)
	must(err)
	defer client.Close()
	bucket = client.Bucket(os.Getenv("RESUMULATOR_BUCKET"))
	uploadFiles()
	readRange()
	cancelled()
	precondition()
	lookAround()
}
