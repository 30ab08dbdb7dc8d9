package org.fengsui.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.spec.SecretKeySpec;
import org.apache.commons.codec.binary.Base32;
import org.fengsui.audit.Audit;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Post;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor;
import org.springframework.security.crypto.encrypt.AesBytesEncryptor.CipherAlgorithm;
import org.springframework.security.crypto.encrypt.BytesEncryptor;
import org.springframework.security.crypto.keygen.KeyGenerators;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Second factors (双因素认证) by an authenticator app: RFC 6238, six digits every 30 seconds. The apps' secrets are
 * encrypted with a key in a file beside the server ({@code fengsui.access.key-file}), not in the database.
 */
@Service
class SecondFactors {

    private static final int RECOVERY_CODES = 8;
    /** One step early or late: the clocks of phones are not ours. */
    private static final int STEPS_AROUND = 1;
    private static final int KEY_BYTES = 32;

    private final JdbcClient jdbc;
    private final AccessSettings settings;
    private final Audit audit;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final TimeBasedOneTimePasswordGenerator totp = new TimeBasedOneTimePasswordGenerator();
    private BytesEncryptor encryptor;

    SecondFactors(JdbcClient jdbc, AccessSettings settings, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /** Whether this person must show a code. */
    boolean confirmed(String username) {
        return jdbc.sql("select count(*) from access_second_factor where username = ? and confirmed_at is not null")
                .param(username).query(Integer.class).single() > 0;
    }

    /** Whether one of the person's posts asks for it. */
    boolean demanded(Actor actor) {
        return actor.holdsAny(demandedPosts());
    }

    /** Codes of the posts that ask for it. */
    Set<String> demandedPosts() {
        return new TreeSet<>(jdbc.sql("select post from access_demanded_post").query(String.class).list());
    }

    void demand(Collection<Post> posts) {
        jdbc.sql("delete from access_demanded_post").update();
        jdbc.sql("insert into access_demanded_post (post) select unnest(?)").param(Rows.texts(posts.stream().map(Post::code).toList())).update();
    }

    /** The secret that is being set up, in the letters that people type; made at the first call. */
    @Transactional
    String beginning(String username) {
        byte[] secret = new byte[20];
        random.nextBytes(secret);
        jdbc.sql("insert into access_second_factor (username, secret) values (?, ?) on conflict (username) do nothing")
                .params(username, encrypted(secret)).update();
        return jdbc.sql("select secret from access_second_factor where username = ? and confirmed_at is null").param(username)
                .query(String.class).optional().map(stored -> new Base32().encodeToString(decrypted(stored))).orElse("");
    }

    /** What the square picture says to the app. */
    static String address(String username, String secret) {
        return "otpauth://totp/Fengsui:" + URLEncoder.encode(username, StandardCharsets.UTF_8) + "?secret=" + secret
                + "&issuer=Fengsui";
    }

    /** Takes the first code. Returns the recovery codes, told once; empty when the code is not right. */
    @Transactional
    Optional<List<String>> confirm(Actor actor, String code) {
        if (confirmed(actor.username()) || !taken(actor.username(), code)) {
            return Optional.empty();
        }
        jdbc.sql("update access_second_factor set confirmed_at = ? where username = ?")
                .params(Rows.at(clock.instant()), actor.username()).update();
        jdbc.sql("delete from access_recovery_code where username = ?").param(actor.username()).update();
        List<String> codes = new ArrayList<>();
        for (int i = 0; i < RECOVERY_CODES; i++) {
            byte[] bytes = new byte[10];
            random.nextBytes(bytes);
            String recovery = new Base32().encodeToString(bytes).toLowerCase(java.util.Locale.ROOT).replaceAll("(.{4})(?=.)", "$1-");
            codes.add(recovery);
            jdbc.sql("insert into access_recovery_code (hash, username) values (?, ?)")
                    .params(Secrets.hash(recovery), actor.username()).update();
        }
        audit.record(actor, "access.second-factor", java.util.Map.of());
        return Optional.of(codes);
    }

    /** Whether this is the code of now, or a recovery code. Either is taken once. */
    boolean taken(String username, String code) {
        String typed = code.strip().replaceAll("\\s", "");
        if (typed.matches("\\d{6}")) {
            return takenFromApp(username, typed);
        }
        return jdbc.sql("delete from access_recovery_code where username = ? and hash = ?")
                .params(username, Secrets.hash(typed.toLowerCase(java.util.Locale.ROOT))).update() == 1;
    }

    private boolean takenFromApp(String username, String code) {
        Optional<String> stored = jdbc.sql("select secret from access_second_factor where username = ?").param(username)
                .query(String.class).optional();
        if (stored.isEmpty()) {
            return false;
        }
        SecretKeySpec key = new SecretKeySpec(decrypted(stored.get()), totp.getAlgorithm());
        for (int around = -STEPS_AROUND; around <= STEPS_AROUND; around++) {
            Instant at = clock.instant().plus(totp.getTimeStep().multipliedBy(around));
            long step = at.getEpochSecond() / totp.getTimeStep().toSeconds();
            try {
                // Of two at once with the same code one changes the row.
                if (totp.generateOneTimePasswordString(key, at).equals(code)
                        && jdbc.sql("update access_second_factor set last_step = ? where username = ? and last_step < ?")
                                .params(step, username, step).update() == 1) {
                    return true;
                }
            } catch (InvalidKeyException e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    void remove(String username) {
        jdbc.sql("delete from access_second_factor where username = ?").param(username).update();
        jdbc.sql("delete from access_recovery_code where username = ?").param(username).update();
    }

    private String encrypted(byte[] secret) {
        return Base64.getEncoder().encodeToString(encryptor().encrypt(secret));
    }

    private byte[] decrypted(String stored) {
        return encryptor().decrypt(Base64.getDecoder().decode(stored));
    }

    private synchronized BytesEncryptor encryptor() {
        if (encryptor == null) {
            encryptor = new AesBytesEncryptor(new SecretKeySpec(key(settings.keyFile()), "AES"), KeyGenerators.secureRandom(16),
                    CipherAlgorithm.GCM);
        }
        return encryptor;
    }

    /** Made at its first use, for the server's own user alone. */
    private byte[] key(Path file) {
        try {
            if (!Files.exists(file)) {
                byte[] fresh = new byte[KEY_BYTES];
                random.nextBytes(fresh);
                if (file.getParent() != null) {
                    Files.createDirectories(file.getParent());
                }
                Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "key", null,
                        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(draft, HexFormat.of().formatHex(fresh), StandardOpenOption.SYNC);
                try {
                    Files.createLink(file, draft);
                } catch (FileAlreadyExistsException another) {
                    // Another node was first: its key is used.
                } finally {
                    Files.delete(draft);
                }
            }
            return HexFormat.of().parseHex(Files.readString(file).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
