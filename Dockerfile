# Two images. The default is a whole console by itself, with PostgreSQL 16 and pgvector:
#   docker build -t terrace . && docker run -p 3000:3000 -v terrace:/data terrace
# The target `slim` holds the server and the browser's files, and needs TERRACE_DATABASE_URL:
#   docker build -t terrace:slim --target slim .
# Both run as a user without rights, write to /data only, and work with a read-only root file system
# (--read-only --tmpfs /tmp). bin/rehearse-container follows this file where no container engine runs.
ARG SUITE=trixie

# Installed and built by the same scripts as on a desk.
FROM rust:1.95-${SUITE} AS build
ENV TERRACE_CACHE=/cache
WORKDIR /terrace
COPY bin bin
COPY style/package.json style/package-lock.json style/
COPY Cargo.toml Cargo.lock ./
RUN bin/setup
COPY . .
RUN bin/build

FROM debian:${SUITE}-slim AS slim
RUN apt-get update \
 && apt-get install --yes --no-install-recommends ca-certificates libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin terrace \
 && install --directory --owner=terrace --mode=700 /data
COPY --from=build /terrace/target/dist /opt/terrace
ENV TERRACE_ADDRESS=0.0.0.0:3000
ENV TERRACE_PUBLIC_URL=http://localhost:3000
ENV TERRACE_DATA_DIR=/data
ENV TERRACE_SITE_ROOT=/opt/terrace/site
USER terrace
WORKDIR /data
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["/opt/terrace/terrace", "check"]
ENTRYPOINT ["/opt/terrace/terrace"]
CMD ["serve"]

FROM slim
COPY --from=build /cache/pg16 /opt/postgresql
ENV TERRACE_POSTGRES_BIN=/opt/postgresql/bin
