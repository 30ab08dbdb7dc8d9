package org.fengsui.access;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.fengsui.database.Rows;
import org.fengsui.organization.Actor;
import org.fengsui.organization.Founding;
import org.fengsui.organization.Personnel;
import org.fengsui.organization.Post;
import org.fengsui.refusal.Checks;
import org.fengsui.refusal.NotFound;
import org.fengsui.refusal.Typed;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.MessageSource;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The first start of a site without demo data (首次启动): a link is printed, and whoever opens it lays down the bureau and
 * its three administrators. It is used once, ends after a day, and is printed anew at each start until it was used.
 */
@Service
public class Setup {

    private static final Logger log = LoggerFactory.getLogger(Setup.class);
    private static final Duration LASTS = Duration.ofHours(24);
    private static final List<Post> POSTS = List.of(Post.SYSADMIN, Post.SECADMIN, Post.AUDITOR);

    private final JdbcClient jdbc;
    private final Founding founding;
    private final Passwords passwords;
    private final Invitations invitations;
    private final TransactionTemplate transaction;
    private final MessageSource messages;
    private final URI publicAddress;
    private final Clock clock;

    Setup(JdbcClient jdbc, Founding founding, Passwords passwords, Invitations invitations, TransactionTemplate transaction,
          MessageSource messages, @Value("${fengsui.public-address}") URI publicAddress, Clock clock) {
        this.jdbc = jdbc;
        this.founding = founding;
        this.passwords = passwords;
        this.invitations = invitations;
        this.transaction = transaction;
        this.messages = messages;
        this.publicAddress = publicAddress;
        this.clock = clock;
    }

    /** Links for the other two, told once. */
    public record Founded(String security, String audit) {
    }

    @EventListener(ApplicationReadyEvent.class)
    void print() {
        if (founding.needed()) {
            String link = publicAddress.toString().replaceFirst("/$", "") + "/setup/" + offer();
            log.warn("\n\n  {}\n  {}\n  {}\n", messages.getMessage("access.setup.printed", null, Locale.SIMPLIFIED_CHINESE),
                    messages.getMessage("access.setup.printed", null, Locale.ENGLISH), link);
        }
    }

    /** A new link's secret; the database knows its digest alone. */
    String offer() {
        Instant now = clock.instant();
        String token = Secrets.fresh();
        jdbc.sql("delete from access_setup where expires_at < ?").param(Rows.at(now)).update();
        jdbc.sql("insert into access_setup (hash, created_at, expires_at) values (?, ?, ?)")
                .params(Secrets.hash(token), Rows.at(now), Rows.at(now.plus(LASTS))).update();
        return token;
    }

    public boolean open(String token) {
        return jdbc.sql("select count(*) from access_setup where hash = ? and expires_at > ?")
                .params(Secrets.hash(token), Rows.at(clock.instant())).query(Integer.class).single() > 0 && founding.needed();
    }

    /**
     * Lays down the bureau, the system administrator with the password typed, and the two others with invitations.
     *
     * @throws NotFound                    when the link was used, is too old or never was one
     * @throws org.fengsui.refusal.Invalid naming the fields {@code bureau}, {@code bureauEn}, {@code fresh}, {@code again}
     *                                     and {@code name} and {@code username} of each under its post, such as
     *                                     {@code sysadmin.name}
     */
    public Founded found(String token, Typed typed) {
        if (!open(token)) {
            throw new NotFound("setup");
        }
        Checks checks = new Checks();
        String bureau = checks.required("bureau", typed.value("bureau"), 60);
        String bureauEn = checks.optional("bureauEn", typed.value("bureauEn"), 100);
        Set<String> usernames = new HashSet<>();
        List<Founding.Administrator> administrators = new ArrayList<>();
        for (Post post : POSTS) {
            String name = checks.required(post.code() + ".name", typed.value(post.code() + ".name"), 40);
            String username = Personnel.username(post.code() + ".username", typed.value(post.code() + ".username"), checks);
            if (!username.isEmpty() && !usernames.add(username)) {
                checks.refuse(post.code() + ".username", "three-people");
            }
            administrators.add(new Founding.Administrator(username, name, post));
        }
        Founding.Administrator first = administrators.get(0);
        String hash = passwords.checked(new Actor(first.username(), first.name(), Founding.UNIT, Set.of(Post.SYSADMIN)),
                typed.value("fresh"), typed.value("again"), checks);
        return transaction.execute(status -> {
            if (jdbc.sql("delete from access_setup where hash = ?").param(Secrets.hash(token)).update() == 0) {
                throw new NotFound("setup");
            }
            founding.found(bureau, bureauEn.isEmpty() ? bureau : bureauEn, administrators);
            jdbc.sql("delete from access_setup").update();
            passwords.set(first.username(), hash);
            Instant now = clock.instant();
            return new Founded(invitations.invite(administrators.get(1).username(), Actor.SYSTEM, now),
                    invitations.invite(administrators.get(2).username(), Actor.SYSTEM, now));
        });
    }
}
