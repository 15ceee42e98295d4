# The project's FHIR server or OpenEMR sandbox under the name of the vendor's image, where no image
# registry can be reached. Says so in its log; never part of a delivery.
FROM neuronova/app:local
USER 0:0
RUN install -d -o 65532 -g 65532 /home/nonroot /var/www/localhost/htdocs/openemr/sites
ARG PROGRAM
ENV PROGRAM=${PROGRAM}
USER 65532:65532
ENTRYPOINT []
