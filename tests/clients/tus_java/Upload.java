import io.tus.java.client.ProtocolException;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusExecutor;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.Map;

/** One file up with tus-java-client: Upload.java PAYLOAD BUCKET. tus has no buckets. */
public class Upload {
    public static void main(String[] arguments) throws Exception {
        TusClient client = new TusClient();
        client.setUploadCreationURL(URI.create(System.getenv("RESUMULATOR_TUS_URL")).toURL());
        client.enableResuming(new TusURLMemoryStore());
        File payload = new File(arguments[0]);
        TusExecutor executor = new TusExecutor() {
            @Override
            protected void makeAttempt() throws ProtocolException, IOException {
                // Anew for each attempt: what was read of the stream is not read again.
                TusUpload upload = new TusUpload(payload);
                upload.setFingerprint("payload");
                upload.setMetadata(Map.of("filename", "payload.bin"));
                TusUploader uploader = client.resumeOrCreateUpload(upload);
                uploader.setChunkSize(128 * 1024);
                uploader.setRequestPayloadSize(1 << 20);
                while (uploader.uploadChunk() > -1) {
                    // goes on
                }
                uploader.finish();
            }
        };
        executor.setDelays(new int[] {500, 1000, 1500, 2000, 2500, 3000, 3000, 3000});
        if (!executor.makeAttempts()) throw new IOException("interrupted");
    }
}
