import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;

/** tus-java-client against the emulator. RESUMULATOR_TUS_URL is where uploads are created. */
public class Client {
    static final Path PAYLOADS = Path.of(System.getenv("RESUMULATOR_PAYLOADS"));
    static final TusURLMemoryStore STORE = new TusURLMemoryStore();

    static TusClient client() throws IOException {
        TusClient client = new TusClient();
        client.setUploadCreationURL(URI.create(System.getenv("RESUMULATOR_TUS_URL")).toURL());
        client.enableResuming(STORE);
        return client;
    }

    static TusUpload fileOf(String name, String fingerprint) throws IOException {
        TusUpload upload = new TusUpload(new File(PAYLOADS.toFile(), name));
        upload.setFingerprint(fingerprint);
        upload.setMetadata(Map.of("filename", name));
        return upload;
    }

    static void check(URL url, String sha256, String what) throws Exception {
        byte[] stored;
        try (var stream = url.openStream()) {
            stored = stream.readAllBytes();
        }
        String found = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(stored));
        if (!found.equals(sha256)) throw new AssertionError(what + ": other bytes are stored");
        System.out.println("ok " + what + " " + stored.length);
    }

    /** Sends until `stop` bytes are acknowledged, or all of it. */
    static void send(TusUploader uploader, long stop) throws Exception {
        uploader.setChunkSize(256 * 1024);
        uploader.setRequestPayloadSize(3_000_001);
        while (uploader.getOffset() < stop && uploader.uploadChunk() > -1) {
            // goes on
        }
        uploader.finish();
    }

    static void resumed(String name, String sha256) throws Exception {
        TusUploader first = client().createUpload(fileOf(name, "half"));
        send(first, 4_000_000);
        // Another client that has nothing but the store.
        TusUploader second = client().resumeUpload(fileOf(name, "half"));
        if (!second.getUploadURL().equals(first.getUploadURL())) throw new AssertionError("another upload");
        if (second.getOffset() < 4_000_000) throw new AssertionError("resumed at " + second.getOffset());
        send(second, Long.MAX_VALUE);
        check(second.getUploadURL(), sha256, "resumed");
    }

    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(PAYLOADS.resolve("manifest.tsv"))) {
            String[] file = line.split("\t");
            long size = Long.parseLong(file[1]);
            if (size == 0) continue;  // its PATCH of nothing is not sent: creation is all there is
            TusUploader uploader = client().createUpload(fileOf(file[0], file[0]));
            send(uploader, Long.MAX_VALUE);
            check(uploader.getUploadURL(), file[2], "whole");
            if (size > 8_000_000 && size < 10_000_000) resumed(file[0], file[2]);
        }
    }
}
