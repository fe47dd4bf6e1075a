// Package library is a Google Photos library at RESUMULATOR_PHOTOS_URL as gphotosuploader's API client sees it.
package library

import (
	"context"
	"errors"
	"net/http"
	"os"

	"github.com/gphotosuploader/google-photos-api-client-go/v2/media_items"
	"github.com/gphotosuploader/google-photos-api-client-go/v2/uploader/resumable"
)

// Sessions keeps upload sessions between two tries of one file, as its users do on disk.
type Sessions map[string][]byte

func (s Sessions) Get(fingerprint string) []byte        { return s[fingerprint] }
func (s Sessions) Set(fingerprint string, value []byte) { s[fingerprint] = value }
func (s Sessions) Delete(fingerprint string)            { delete(s, fingerprint) }

type Library struct {
	uploader *resumable.ResumableUploader
	items    *media_items.PhotosLibraryMediaItemsRepository
	Kept     Sessions
}

// authorized says who we are: any token will do.
type authorized struct{}

func (authorized) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("Authorization", "Bearer a-token")
	return http.DefaultTransport.RoundTrip(request)
}

func Open() (*Library, error) {
	client := &http.Client{Transport: authorized{}}
	library := &Library{Kept: Sessions{}}
	var err error
	library.uploader, err = resumable.NewResumableUploader(
		client, library.Kept, resumable.WithEndpoint(os.Getenv("RESUMULATOR_PHOTOS_URL")+"/v1/uploads"))
	if err != nil {
		return nil, err
	}
	library.items, err = media_items.NewPhotosLibraryClientWithURL(client, os.Getenv("RESUMULATOR_PHOTOS_URL")+"/")
	return library, err
}

// Upload is one try of the file's bytes; it goes on where a try before was stored.
func (l *Library) Upload(ctx context.Context, path string) (string, error) {
	return l.uploader.UploadFile(ctx, path)
}

// Create makes an item of what was uploaded. The client says nothing of an item that failed in a batch that went well.
func (l *Library) Create(ctx context.Context, token, path string) (media_items.MediaItem, error) {
	items, err := l.items.CreateMany(ctx, []media_items.SimpleMediaItem{{UploadToken: token, FileName: path}})
	if err != nil {
		return media_items.MediaItem{}, err
	}
	if items[0].ID == "" {
		return media_items.MediaItem{}, errors.New("no item was made of it")
	}
	return items[0], nil
}

// Put uploads the file and makes it an item, in one try.
func (l *Library) Put(ctx context.Context, path string) (media_items.MediaItem, error) {
	token, err := l.Upload(ctx, path)
	if err != nil {
		return media_items.MediaItem{}, err
	}
	return l.Create(ctx, token, path)
}

func (l *Library) Get(ctx context.Context, id string) (*media_items.MediaItem, error) {
	return l.items.Get(ctx, id)
}
