# All images of NeuroNova, one target each, from Debian and npm packages alone.
#   docker build --target app .        portal, worker and cli (one image, three commands)
#   docker build --target nginx|orthanc|db|redis .
ARG BASE=debian:bookworm-slim

FROM ${BASE} AS deno
RUN apt-get update \
 && apt-get install -y --no-install-recommends npm ca-certificates \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY package.json ./
RUN npm install --no-audit --no-fund --no-save --ignore-scripts "deno@$(node -p 'require("./package.json").devDependencies.deno')" \
 && cp node_modules/@deno/linux-*-glibc/deno /usr/local/bin/deno \
 && rm -rf node_modules && deno --version
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1

FROM deno AS packages
WORKDIR /app
COPY deno.json deno.lock package.json ./
COPY fresh fresh
RUN deno install --frozen

FROM packages AS viewer
COPY stack/ohif stack/ohif
COPY stack/ohif.ts stack/build_once.ts stack/fault.ts stack/
COPY static/ohif static/ohif
RUN deno run -A stack/ohif.ts && rm -f static/ohif/.lock

FROM packages AS build
COPY . .
RUN deno task build

# The same folder again without what only builds and tests need, and with every file transpiled.
FROM deno AS trimmed
WORKDIR /app
COPY deno.json deno.lock package.json ./
COPY fresh fresh
COPY deploy/app/trim.ts ./
RUN deno run -A trim.ts && rm -rf trim.ts /deno-dir/npm
COPY serve.ts main.ts state.ts cli.ts ./
COPY routes routes
COPY islands islands
COPY lib lib
COPY workers workers
COPY cli cli
COPY stack stack
COPY models models
COPY static static
COPY --from=build /app/_fresh _fresh
RUN rm -rf static/ohif \
 && deno cache --quiet --frozen serve.ts cli.ts cli/*.ts workers/main.ts workers/work.ts \
      $(find lib -name "*_worker.ts") \
 && chmod -R a+rX /app /deno-dir

FROM ${BASE} AS app
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
ENV DENO_DIR=/deno-dir DENO_NO_UPDATE_CHECK=1
COPY --from=deno /usr/local/bin/deno /usr/local/bin/deno
COPY --from=trimmed /deno-dir /deno-dir
COPY --from=trimmed /app /app
COPY --chmod=0755 deploy/app/entry /usr/local/bin/neuronova
WORKDIR /app
USER 10001:10001
EXPOSE 8000
ENTRYPOINT ["neuronova"]
CMD ["portal"]

FROM ${BASE} AS nginx
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-static curl \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/sites-enabled
COPY nginx /etc/neuronova/nginx
COPY --from=viewer /app/static/ohif /usr/share/neuronova/ohif
COPY --chmod=0755 deploy/nginx/start /usr/local/bin/nginx-start
USER 10005:10005
EXPOSE 8080
ENTRYPOINT ["nginx-start"]

FROM ${BASE} AS orthanc
RUN apt-get update \
 && apt-get install -y --no-install-recommends orthanc orthanc-dicomweb orthanc-gdcm curl \
 && rm -rf /var/lib/apt/lists/* /var/lib/orthanc \
 && install -d -o 10004 -g 10004 -m 0700 /var/lib/orthanc/db
COPY stack/orthanc.json /etc/neuronova/orthanc.json
COPY --chmod=0755 deploy/orthanc/start /usr/local/bin/orthanc-start
COPY --chmod=0755 deploy/orthanc/health /usr/local/bin/orthanc-health
USER 10004:10004
VOLUME /var/lib/orthanc/db
EXPOSE 8042
ENTRYPOINT ["orthanc-start"]

FROM ${BASE} AS db
RUN groupadd -g 10003 mysql && useradd -r -u 10003 -g 10003 -d /var/lib/mysql mysql \
 && apt-get update && apt-get install -y --no-install-recommends mariadb-server \
 && rm -rf /var/lib/apt/lists/* /var/lib/mysql \
 && install -d -o 10003 -g 10003 -m 0700 /var/lib/mysql
COPY --chmod=0755 deploy/db/start /usr/local/bin/db-start
COPY --chmod=0755 deploy/db/health /usr/local/bin/db-health
USER 10003:10003
VOLUME /var/lib/mysql
EXPOSE 3306
ENTRYPOINT ["db-start"]

FROM ${BASE} AS redis
RUN apt-get update \
 && apt-get install -y --no-install-recommends redis-server \
 && rm -rf /var/lib/apt/lists/* \
 && install -d -o 10002 -g 10002 -m 0700 /data
COPY --chmod=0755 deploy/redis/start /usr/local/bin/redis-start
COPY --chmod=0755 deploy/redis/health /usr/local/bin/redis-health
USER 10002:10002
VOLUME /data
EXPOSE 6379
ENTRYPOINT ["redis-start"]
