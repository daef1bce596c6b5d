# Two images from one build: `--target web` and `--target worker`.

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS restore
WORKDIR /src
ENV DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# Only what decides which packages are needed: this layer is made anew when a package changes, not when a source does.
COPY Directory.Build.props Directory.Packages.props global.json .editorconfig ./
COPY FinanceAspire.Ledger/FinanceAspire.Ledger.csproj FinanceAspire.Ledger/
COPY FinanceAspire.Formats/FinanceAspire.Formats.csproj FinanceAspire.Formats/
COPY FinanceAspire.Data/FinanceAspire.Data.csproj FinanceAspire.Data/
COPY FinanceAspire.ServiceDefaults/FinanceAspire.ServiceDefaults.csproj FinanceAspire.ServiceDefaults/
COPY FinanceAspire.Web/FinanceAspire.Web.csproj FinanceAspire.Web/
COPY FinanceAspire.Worker/FinanceAspire.Worker.csproj FinanceAspire.Worker/
RUN dotnet restore FinanceAspire.Web --use-current-runtime -p:PublishReadyToRun=true \
 && dotnet restore FinanceAspire.Worker --use-current-runtime -p:PublishReadyToRun=true

FROM restore AS build
ENV HOW="-c Release --no-restore --use-current-runtime --no-self-contained -p:PublishReadyToRun=true -p:DebugType=none"
COPY FinanceAspire.Ledger FinanceAspire.Ledger
COPY FinanceAspire.Formats FinanceAspire.Formats
COPY FinanceAspire.Data FinanceAspire.Data
COPY FinanceAspire.ServiceDefaults FinanceAspire.ServiceDefaults
# What both images share is compiled once. The empty directory: a final stage, which has no shell to make one, copies it with its owner.
RUN dotnet build FinanceAspire.Data $HOW && dotnet build FinanceAspire.Formats $HOW && dotnet build FinanceAspire.ServiceDefaults $HOW && mkdir /empty

FROM build AS build-web
COPY FinanceAspire.Web FinanceAspire.Web
RUN dotnet publish FinanceAspire.Web $HOW -o /app

FROM build AS build-worker
COPY FinanceAspire.Worker FinanceAspire.Worker
RUN dotnet publish FinanceAspire.Worker $HOW -o /app

# Without shell and package manager; "extra" has the cultures and time zones that dates and amounts are written in.
FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled-extra AS final
# What the image is called. The programs' own version is the sources'.
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="FinanceAspire" \
      org.opencontainers.image.description="Your household's finances on your own machine." \
      org.opencontainers.image.licenses="MIT" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION"
# Nothing is written but to volumes and /tmp: the root file system can be read-only. No debugger, so no pipe for one.
ENV ASPNETCORE_HTTP_PORTS=8080 DOTNET_EnableDiagnostics=0 DOTNET_gcServer=0
WORKDIR /app
# What a volume is mounted on gives it its owner.
COPY --from=build --chown=1654:1654 /empty /var/lib/financeaspire/receipts
COPY --from=build --chown=1654:1654 /empty /var/lib/financeaspire/backups
EXPOSE 8080
USER $APP_UID

FROM final AS worker
COPY --from=build-worker /app ./
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 CMD ["/app/FinanceAspire.Worker", "--healthcheck"]
ENTRYPOINT ["/app/FinanceAspire.Worker"]

FROM final AS web
# libheif, for browsers, in wwwroot/heic.
LABEL org.opencontainers.image.licenses="MIT AND LGPL-3.0-or-later"
COPY --from=build-web /app ./
EXPOSE 8081
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=6 CMD ["/app/FinanceAspire.Web", "--healthcheck"]
ENTRYPOINT ["/app/FinanceAspire.Web"]
