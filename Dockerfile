# SPDX-License-Identifier: Apache-2.0
# docker build -t tlslint . && docker run --rm -v "$PWD:/src:ro" tlslint check .
FROM debian:12 AS build
COPY .ci/packages /tmp/packages
RUN apt-get update && apt-get install -y --no-install-recommends $(sed -n '/^# build/,/^# test/{/^#/!p}' /tmp/packages)
COPY . /tree
RUN cmake -S /tree -B /build -G Ninja -DCMAKE_BUILD_TYPE=Release -DTLSLINT_TESTS=OFF \
    && cmake --build /build && cd /build && cpack -G DEB

FROM debian:12-slim
COPY --from=build /build/tlslint_*.deb /tmp/
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates libarchive13 libpq5 /tmp/tlslint_*.deb \
    && rm -rf /tmp/tlslint_*.deb /var/lib/apt/lists/*
WORKDIR /src
ENTRYPOINT ["tlslint"]
CMD ["check", "."]
