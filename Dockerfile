# syntax=docker/dockerfile:1
# Three images from one file: `tandem` (the programs, the default), `kafka` (a
# broker for trying things out) and `demo` (everything in one place).

# Not slim: that leaves out the translations of the names of countries.
FROM debian:12 AS build
RUN apt-get update && apt-get install -y --no-install-recommends make
WORKDIR /src
COPY deploy/packages deploy/packages.txt deploy/
RUN deploy/packages build
COPY . .
RUN make -j"$(nproc)" install PREFIX=/usr DESTDIR=/out

FROM debian:12-slim AS jars
RUN apt-get update && apt-get install -y --no-install-recommends \
    make maven openjdk-17-jre-headless
WORKDIR /src
COPY Makefile ./
COPY deploy/kafka deploy/kafka
RUN make kafka

FROM debian:12-slim AS kafka
RUN apt-get update && apt-get install -y --no-install-recommends \
    openjdk-17-jre-headless kcat && rm -rf /var/lib/apt/lists/* && \
    useradd --system kafka && install -d -o kafka /var/lib/kafka
COPY --from=jars /src/build/kafka /opt/kafka
COPY deploy/kafka/start deploy/kafka/server.properties /opt/kafka/
USER kafka
VOLUME /var/lib/kafka
CMD ["/opt/kafka/start"]

FROM build AS demo
RUN deploy/packages test
COPY --from=jars /src/build/kafka build/kafka
ENTRYPOINT ["make", "demo"]

FROM debian:12-slim AS tandem
RUN apt-get update && apt-get install -y --no-install-recommends \
    ca-certificates librdkafka1 libcurl4 libcjson1 libhiredis0.14 \
    libmicrohttpd12 libxxhash0 && rm -rf /var/lib/apt/lists/* && \
    useradd --system tandem
COPY --from=build /out /
ENV TANDEM_FLOWS=/usr/share/tandem/flows
USER tandem
