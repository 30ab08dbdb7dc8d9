package org.fengsui.organization;

import java.time.Instant;
import java.util.Collection;
import org.fengsui.database.Rows;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Opens the accounts that are there before anybody can give a command: those of the demo data and of the first start. */
@Component
class Accounts {

    private final JdbcClient jdbc;

    Accounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void open(String username, String name, String unit, Collection<Post> posts, Instant now) {
        jdbc.sql("insert into organization_account (username, display_name, unit_code, created_at) values (?, ?, ?, ?)")
                .params(username, name, unit, Rows.at(now)).update();
        for (Post post : posts) {
            jdbc.sql("""
                    insert into organization_grant (username, post, unit_code, from_at, granted_by, granted_at)
                    values (?, ?, ?, ?, ?, ?)""")
                    .params(username, post.code(), unit, Rows.at(now), Actor.SYSTEM.username(), Rows.at(now)).update();
        }
    }
}
