# The project's FHIR server and OpenEMR sandbox under the names of the vendors' images, where no
# image registry can be reached. They are made from the folder in which the portal is built; never
# part of a delivery.
ARG FROM=neuronova/build:check
FROM ${FROM} AS fhir
RUN install -d -o 65532 -g 65532 /home/nonroot
USER 65532:65532
VOLUME /home/nonroot
ENTRYPOINT ["deno", "run", "-A", "--cached-only", "stack/fhir.ts", "--host", "0.0.0.0", "--port", "8080", "--dir", "/home/nonroot"]

# compose.yaml starts the vendor's image by ./openemr.sh in its working directory.
FROM ${FROM} AS openemr
RUN apt-get update && apt-get install -y --no-install-recommends curl && rm -rf /var/lib/apt/lists/*
WORKDIR /var/www/localhost/htdocs/openemr
COPY --chmod=0755 openemr.sh ./
RUN install -d -o 65532 -g 65532 sites
USER 65532:65532
VOLUME /var/www/localhost/htdocs/openemr/sites
