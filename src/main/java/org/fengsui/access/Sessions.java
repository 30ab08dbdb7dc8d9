package org.fengsui.access;

import jakarta.servlet.http.HttpSession;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.fengsui.database.Rows;
import org.fengsui.live.Signals;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The sessions of the pages (会话), in the database: every node knows them, and a restart ends none. See
 * {@code docs/adr/0009-sessions.md}. A request that changes nothing writes nothing, save once a minute that somebody is
 * there.
 */
@Component
public class Sessions implements SessionRepository<Sessions.Kept> {

    private static final Logger log = LoggerFactory.getLogger(Sessions.class);
    private static final String PERSON = Person.class.getName();
    private static final Duration SEEN_EVERY = Duration.ofMinutes(1);
    /** Nothing else is ever read back: what a session holds is a few texts, and the framework's own marks. */
    private static final ObjectInputFilter READABLE = ObjectInputFilter.Config.createFilter(
            "maxdepth=20;maxbytes=1000000;java.lang.*;java.util.*;java.util.concurrent.*;java.time.*;java.net.*;"
                    + "org.fengsui.**;org.springframework.security.**;org.springframework.web.servlet.*;"
                    + "org.springframework.util.*;!*");
    private static final String OVER = "(seen_at < ? or coalesce(signed_in_at, created_at) < ?)";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Signals signals;
    private final AccessSettings settings;
    private final Clock clock;

    Sessions(JdbcClient jdbc, TransactionTemplate transaction, Signals signals, AccessSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.signals = signals;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * A session of somebody who is signed in, as it is listed.
     *
     * @param address of the network, at the sign-in
     * @param device  what the browser calls itself
     */
    public record Listed(UUID id, String username, Instant signedInAt, Instant seenAt, String address, String device) {
    }

    /** Who has signed in in a session, when and from where. */
    record Person(String username, Instant at, String address, String device) {
    }

    /** Begins the sign-in of a person in this session. */
    void begin(HttpSession session, String username, Client client) {
        session.setAttribute(PERSON, new Person(username, clock.instant(), client.address(), client.agent()));
    }

    /** Who is signed in in this session; null when nobody is. */
    String username(HttpSession session) {
        return session.getAttribute(PERSON) instanceof Person person ? person.username() : null;
    }

    /** What lists and signals call this session; it is no secret. */
    public UUID id(HttpSession session) {
        return UUID.fromString((String) session.getAttribute(Signals.SESSION));
    }

    /** Somebody is there. */
    void seen(HttpSession session) {
        Instant now = clock.instant();
        if (session.getLastAccessedTime() < now.minus(SEEN_EVERY).toEpochMilli()) {
            jdbc.sql("update access_session set seen_at = ? where id = ?").params(Rows.at(now), id(session)).update();
        }
    }

    List<Listed> of(String username) {
        return listed("username = ?", username);
    }

    /** Everybody's, those seen last first. */
    List<Listed> all(String text) {
        return listed("username is not null and (? = '' or username = ? or address = ?)", text, text, text);
    }

    private List<Listed> listed(String condition, Object... parameters) {
        List<Object> all = new java.util.ArrayList<>(List.of(parameters));
        all.addAll(bounds());
        return jdbc.sql("select * from access_session where " + condition + " and not " + OVER + " order by seen_at desc")
                .params(all).query((row, n) -> new Listed(Rows.uuid(row, "id"), row.getString("username"),
                        Rows.instant(row, "signed_in_at"), Rows.instant(row, "seen_at"), row.getString("address"),
                        row.getString("device"))).list();
    }

    /** Ends a session of this person at once, on all nodes. Returns false when there is none. */
    boolean end(UUID id, String username) {
        return delete("id = ? and username = ?", id, username) > 0;
    }

    /** Ends all sessions of a person, save this one; null = all. */
    int endAll(String username, UUID save) {
        return delete("username = ? and id is distinct from ?", username, save);
    }

    /** How many sessions have this attribute now. */
    public int holding(String attribute) {
        return jdbc.sql("select count(*) from access_session_attribute where name = ?").param(attribute)
                .query(Integer.class).single();
    }

    @Scheduled(fixedDelay = 60_000)
    void forget() {
        delete(OVER, bounds().toArray());
    }

    private List<Object> bounds() {
        Instant now = clock.instant();
        return List.of(Rows.at(now.minus(settings.idle())), Rows.at(now.minus(settings.longest())));
    }

    private int delete(String condition, Object... parameters) {
        return transaction.execute(status -> {
            List<UUID> ended = jdbc.sql("delete from access_session where " + condition + " returning id").params(parameters)
                    .query(UUID.class).list();
            signals.sessionsEnded(ended);
            return ended.size();
        });
    }

    @Override
    public Kept createSession() {
        Instant now = clock.instant();
        return new Kept(UUID.randomUUID(), Secrets.fresh(), null, now, now, null, Map.of());
    }

    @Override
    public Kept findById(String secret) {
        String hash = Secrets.hash(secret);
        Map<String, byte[]> stored = new HashMap<>();
        Kept[] found = new Kept[1];
        List<Object> parameters = new java.util.ArrayList<>(List.of(hash));
        parameters.addAll(bounds());
        jdbc.sql("select s.*, a.name, a.value from access_session s left join access_session_attribute a"
                + " on a.session_id = s.id where s.secret_hash = ? and not " + OVER).params(parameters).query(row -> {
            if (found[0] == null) {
                String username = row.getString("username");
                found[0] = new Kept(Rows.uuid(row, "id"), secret, hash, Rows.instant(row, "created_at"),
                        Rows.instant(row, "seen_at"), username == null ? null : new Person(username,
                        Rows.instant(row, "signed_in_at"), row.getString("address"), row.getString("device")), stored);
            }
            if (row.getString("name") != null) {
                stored.put(row.getString("name"), row.getBytes("value"));
            }
        });
        return found[0];
    }

    @Override
    public void deleteById(String secret) {
        delete("secret_hash = ?", Secrets.hash(secret));
    }

    /** A session that was ended meanwhile stays ended. */
    @Override
    public void save(Kept session) {
        if (session.changed()) {
            transaction.executeWithoutResult(status -> {
                if (write(session)) {
                    session.changes.forEach((name, value) -> write(session.id, name, value));
                }
            });
            session.saved();
        }
    }

    private boolean write(Kept session) {
        Person person = session.person;
        String hash = Secrets.hash(session.secret);
        if (session.storedHash == null) {
            return jdbc.sql("insert into access_session (id, secret_hash, created_at, seen_at, username, signed_in_at,"
                            + " address, device) values (?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(session.id, hash, Rows.at(session.created), Rows.at(session.seen),
                            person == null ? null : person.username(), person == null ? null : Rows.at(person.at()),
                            person == null ? null : person.address(), person == null ? null : person.device()).update() == 1;
        }
        if (session.personChanged || !hash.equals(session.storedHash)) {
            return jdbc.sql("update access_session set secret_hash = ?, username = ?, signed_in_at = ?, address = ?,"
                            + " device = ? where id = ? and secret_hash = ?")
                    .params(hash, person == null ? null : person.username(), person == null ? null : Rows.at(person.at()),
                            person == null ? null : person.address(), person == null ? null : person.device(),
                            session.id, session.storedHash).update() == 1;
        }
        return !jdbc.sql("select 1 from access_session where id = ? for key share").param(session.id)
                .query(Integer.class).list().isEmpty();
    }

    private void write(UUID id, String name, Object value) {
        if (value == null) {
            jdbc.sql("delete from access_session_attribute where session_id = ? and name = ?").params(id, name).update();
        } else {
            jdbc.sql("insert into access_session_attribute (session_id, name, value) values (?, ?, ?)"
                            + " on conflict (session_id, name) do update set value = excluded.value")
                    .params(id, name, bytes(value)).update();
        }
    }

    private static byte[] bytes(Object value) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What an earlier or later version has written and this one can't read is as if it had never been there. */
    private static Object value(String name, byte[] bytes) {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            in.setObjectInputFilter(READABLE);
            return in.readObject();
        } catch (IOException | ClassNotFoundException | RuntimeException e) {
            log.warn("A session's {} can't be read and is left out: {}", name, e.toString());
            return null;
        }
    }

    /** One request's view of a session, with what the request changes. */
    static final class Kept implements Session {

        private final UUID id;
        private String secret;
        private String storedHash;
        private final Instant created;
        private final Instant seen;
        private Person person;
        private boolean personChanged;
        private final Map<String, byte[]> stored;
        private final Map<String, Object> read = new HashMap<>();
        /** Null where an attribute was removed. */
        private final Map<String, Object> changes = new LinkedHashMap<>();

        private Kept(UUID id, String secret, String storedHash, Instant created, Instant seen, Person person,
                     Map<String, byte[]> stored) {
            this.id = id;
            this.secret = secret;
            this.storedHash = storedHash;
            this.created = created;
            this.seen = seen;
            this.person = person;
            this.stored = stored;
        }

        private boolean changed() {
            return storedHash == null || personChanged || !changes.isEmpty() || !Secrets.hash(secret).equals(storedHash);
        }

        private void saved() {
            storedHash = Secrets.hash(secret);
            personChanged = false;
            read.putAll(changes);
            changes.clear();
        }

        @Override
        public String getId() {
            return secret;
        }

        @Override
        public String changeSessionId() {
            secret = Secrets.fresh();
            return secret;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T getAttribute(String name) {
            if (name.equals(PERSON)) {
                return (T) person;
            }
            if (name.equals(Signals.SESSION)) {
                return (T) id.toString();
            }
            if (changes.containsKey(name)) {
                return (T) changes.get(name);
            }
            if (!read.containsKey(name)) {
                read.put(name, stored.containsKey(name) ? value(name, stored.get(name)) : null);
            }
            return (T) read.get(name);
        }

        @Override
        public Set<String> getAttributeNames() {
            Set<String> names = new LinkedHashSet<>(stored.keySet());
            names.addAll(read.keySet());
            names.addAll(changes.keySet());
            names.removeIf(name -> getAttribute(name) == null);
            return names;
        }

        @Override
        public void setAttribute(String name, Object value) {
            if (name.equals(PERSON)) {
                person = (Person) value;
                personChanged = true;
            } else {
                changes.put(name, value);
            }
        }

        @Override
        public void removeAttribute(String name) {
            if (getAttribute(name) != null) {
                setAttribute(name, null);
            }
        }

        @Override
        public Instant getCreationTime() {
            return created;
        }

        /** The server's own clock says when: {@link Sessions#seen}. */
        @Override
        public void setLastAccessedTime(Instant time) {
        }

        @Override
        public Instant getLastAccessedTime() {
            return seen;
        }

        /** Decided by the settings, for all sessions alike. */
        @Override
        public void setMaxInactiveInterval(Duration interval) {
        }

        @Override
        public Duration getMaxInactiveInterval() {
            return Duration.ZERO;
        }

        @Override
        public boolean isExpired() {
            return false;
        }
    }
}
