# The server, without the embedded database: it needs a PostgreSQL beside it (docker-compose.yml).
FROM node:22-bookworm-slim AS node

FROM maven:3.9-eclipse-temurin-17 AS build
# Maven has the pages' JavaScript bundled by Node.js.
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /build
COPY pom.xml ./
COPY processes processes
COPY forms forms
COPY src src
# The profile leaves the embedded PostgreSQL out; the tests have run before, with a browser, by scripts/test.
RUN mvn -B -q -ntp -Pcontainer -DskipTests package

FROM eclipse-temurin:17-jre
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin fengsui \
    && mkdir -p /var/lib/fengsui/attachments /var/lib/fengsui/audit /var/lib/fengsui/keys \
    && chown -R fengsui /var/lib/fengsui
COPY --from=build /build/target/fengsui-container.jar /opt/fengsui/fengsui.jar
WORKDIR /var/lib/fengsui
USER 10001
# In a container the network decides who reaches the server, so it listens on every address of its own.
ENV LANG=C.UTF-8 \
    SERVER_ADDRESS=0.0.0.0 \
    FENGSUI_TASK_ATTACHMENTS=/var/lib/fengsui/attachments \
    FENGSUI_AUDIT_ANCHOR=/var/lib/fengsui/audit/anchor \
    FENGSUI_AUDIT_KEY=/var/lib/fengsui/keys/anchor.key \
    FENGSUI_ACCESS_KEYFILE=/var/lib/fengsui/keys/access.key
VOLUME ["/var/lib/fengsui/attachments", "/var/lib/fengsui/audit", "/var/lib/fengsui/keys"]
EXPOSE 8080
# Bash speaks HTTP by itself: the image carries no other client for certain.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["bash", "-c", \
    "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /actuator/health HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && grep -q '\"status\":\"UP\"' <&3"]
ENTRYPOINT ["java", "-Dfile.encoding=UTF-8", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", \
    "-jar", "/opt/fengsui/fengsui.jar"]
