package org.fengsui.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Ed25519 key pair that signs the anchors, in PEM: the private file holds both halves, the public file its own. */
final class AnchorKey {

    private static final Pattern PEM = Pattern.compile("-----BEGIN (P\\w+ KEY)-----([^-]+)-----END");

    private AnchorKey() {
    }

    /** Reads the pair, or makes one that nobody but the owner can read; writes the public half where it is missing. */
    static KeyPair pair(Path file, Path publicFile) throws IOException, GeneralSecurityException {
        if (!Files.exists(file)) {
            KeyPair made = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            folder(file);
            try {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, pem("PRIVATE KEY", made.getPrivate().getEncoded())
                        + pem("PUBLIC KEY", made.getPublic().getEncoded()), StandardOpenOption.SYNC);
            } catch (FileAlreadyExistsException madeByAnother) {
                return pair(file, publicFile);
            }
        }
        String text = Files.readString(file);
        KeyFactory keys = KeyFactory.getInstance("Ed25519");
        PrivateKey secret = keys.generatePrivate(new PKCS8EncodedKeySpec(part(text, "PRIVATE KEY", file)));
        PublicKey open = keys.generatePublic(new X509EncodedKeySpec(part(text, "PUBLIC KEY", file)));
        if (!Files.exists(publicFile)) {
            folder(publicFile);
            Files.writeString(publicFile, pem("PUBLIC KEY", open.getEncoded()));
        }
        return new KeyPair(open, secret);
    }

    static PublicKey publicKey(Path file) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(part(Files.readString(file), "PUBLIC KEY", file)));
    }

    static void folder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (!Files.exists(folder)) {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(Set.copyOf(
                    PosixFilePermissions.fromString("rwx------"))));
        }
    }

    private static byte[] part(String text, String name, Path file) throws IOException {
        Matcher matcher = PEM.matcher(text);
        while (matcher.find()) {
            if (matcher.group(1).equals(name)) {
                return Base64.getMimeDecoder().decode(matcher.group(2).strip());
            }
        }
        throw new IOException(file + " holds no " + name);
    }

    private static String pem(String name, byte[] key) {
        return "-----BEGIN " + name + "-----\n" + Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key) + "\n-----END " + name + "-----\n";
    }
}
