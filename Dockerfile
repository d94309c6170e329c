# The service with its dashboard, and the command line: one stage builds them, the other has them. docs/deploy.md has the commands.

FROM docker.io/library/node:20-bookworm-slim AS node

FROM docker.io/library/eclipse-temurin:25-jdk-noble AS build
COPY --from=node /usr/local/bin/node /usr/local/bin/node
COPY --from=node /usr/local/lib/node_modules/npm /usr/local/lib/node_modules/npm
RUN ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
WORKDIR /build
COPY . .
# Tests need a database and a browser; they belong to the build of the project, not of the image.
RUN --mount=type=cache,target=/root/.m2 --mount=type=cache,target=/root/.npm \
    ./mvnw -B -ntp -pl service,cli -am package -DskipTests -Dmaven.test.skip=true
# The libraries, which seldom change, apart from the application: a new version is then a small layer.
# What a pipeline fetches, and the same for those who start it from the image.
RUN mkdir /downloads /client \
 && FUGU_NO_BUILD=1 ./fugu dist -o /downloads/fugu.zip --sha256 \
 && cd /client && jar xf /downloads/fugu.zip && chmod +x fugu/fugu
RUN java -Djarmode=tools -jar service/target/fugu-service.jar extract --layers --destination /layers

FROM docker.io/library/eclipse-temurin:25-jre-noble
ARG VERSION=development
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Fugu" \
      org.opencontainers.image.description="Simulated Fugu workstations under an exokernel, as a service" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
# The account needs a name, because initdb asks for it, and a fixed number, so that volumes keep their owner.
RUN groupadd --gid 10001 fugu \
 && useradd --uid 10001 --gid fugu --no-create-home --home-dir /var/lib/fugu --shell /usr/sbin/nologin fugu \
 && install --directory --owner fugu --group fugu --mode 0700 /var/lib/fugu
WORKDIR /opt/fugu
COPY LICENSE ./
COPY --from=build /layers/dependencies/ ./
COPY --from=build /layers/application/ ./
COPY --from=build /downloads/ ./downloads/
COPY --from=build /client/fugu/ ./client/
RUN ln -s /opt/fugu/client/fugu /usr/local/bin/fugu
# Processes that carry out runs start from it in less time (ADR 66).
RUN java -XX:+UseSerialGC -XX:AOTCacheOutput=workers.aot -jar fugu-service.jar warm-up
ENV FUGU_DOWNLOADS=/opt/fugu/downloads \
    FUGU_BIND=0.0.0.0 \
    FUGU_PORT=8080 \
    FUGU_DATA=/var/lib/fugu
VOLUME /var/lib/fugu
EXPOSE 8080
# By number: an orchestrator can then see that it is not root.
USER 10001:10001
STOPSIGNAL SIGTERM
# The base image has neither curl nor wget; bash can ask for itself.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
    CMD ["/bin/bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/$FUGU_PORT && printf 'GET /actuator/health/readiness HTTP/1.0\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && test \"$status\" = 200"]
# The heap follows the container's memory limit. Half of that is for the processes that carry out runs, and what is left
# for threads, code and the embedded database.
# The thresholds are those of ./fugu, which says why.
# A container that starts again may have another address: names are asked for again after 5 seconds, not 30.
# JDK_JAVA_OPTIONS adds options; an -Xmx there wins.
ENTRYPOINT ["java", \
    "-XX:MaxRAMPercentage=25", \
    "-Dsun.net.inetaddr.ttl=5", \
    "-XX:Tier4InvocationThreshold=40000", \
    "-XX:Tier4MinInvocationThreshold=5000", \
    "-XX:Tier4CompileThreshold=120000", \
    "-XX:Tier4BackEdgeThreshold=400000", \
    "-XX:+ExitOnOutOfMemoryError", \
    "-XX:+ErrorFileToStderr", \
    "-XX:-UsePerfData", \
    "-jar", "fugu-service.jar"]
