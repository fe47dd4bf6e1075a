module resumulator/tests/clients/photos_go

go 1.26.0

require (
	github.com/gphotosuploader/google-photos-api-client-go/v2 v2.4.2
	google.golang.org/api v0.125.0
)

require github.com/gphotosuploader/googlemirror v0.5.0 // indirect
