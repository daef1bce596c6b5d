namespace FinanceAspire.AppHost.Publishing;

/// <summary>How PostgreSQL and Redis are started where they are published: TLS, passwords in files, no root.</summary>
internal static class PublishedStores
{
    /// <summary>What makes a connection string ask for TLS and for the name in the certificate.</summary>
    public const string DatabaseTls = $";SSL Mode=VerifyFull;Root Certificate={ModelReader.SecretsPath}/ca.crt";

    public static void Describe(IResourceBuilder<PostgresServerResource> postgres, IResourceBuilder<RedisResource> redis)
    {
        postgres
            // Aspire creates the database only in a run on this machine.
            .WithEnvironment("POSTGRES_DB", Stores.DatabaseName)
            .WithEnvironment("POSTGRES_PASSWORD_FILE", $"{ModelReader.SecretsPath}/password")
            .WithSecretFile("password", ReferenceExpression.Create($"{postgres.Resource.PasswordParameter}"))
            .WithSecretFile("tls.crt", "{certificate:postgres}")
            .WithSecretFile("tls.key", "{key:postgres}")
            // Over the network with TLS or not at all.
            .WithSecretFile("pg_hba.conf", "local all all scram-sha-256\nhostssl all all all scram-sha-256\n")
            .WithCommandLine(
                "postgres", "-c", "ssl=on", "-c", $"ssl_cert_file={ModelReader.SecretsPath}/tls.crt", "-c", $"ssl_key_file={ModelReader.SecretsPath}/tls.key",
                "-c", $"hba_file={ModelReader.SecretsPath}/pg_hba.conf")
            // By TCP: while the cluster is being made, the server answers on its socket only.
            .WithProbeCommand("pg_isready", "-q", "-h", "127.0.0.1", "-U", "postgres", "-d", Stores.DatabaseName)
            .WithUser(Setting.PostgresUser)
            .WithScratch("/var/run/postgresql")
            .WithSharedMemory(mib: 128)
            .WithLimits(memoryMiB: 768, cpus: 2, processes: 200);
        redis
            // By a file: a password in an argument can be read by every user of the machine.
            .WithSecretFile("redis.conf", ReferenceExpression.Create(
                $"requirepass {redis.Resource.PasswordParameter!}\ndir /data\nsave 60 1\nmaxmemory 96mb\nmaxmemory-policy allkeys-lru\n"))
            .WithSecretFile("password", ReferenceExpression.Create($"{redis.Resource.PasswordParameter!}"))
            .WithCommandLine("redis-server", $"{ModelReader.SecretsPath}/redis.conf")
            .WithProbeCommand("sh", "-c", $"REDISCLI_AUTH=\"$(cat {ModelReader.SecretsPath}/password)\" redis-cli ping | grep -q PONG")
            .WithUser(Setting.RedisUser)
            .WithLimits(memoryMiB: 192, cpus: 1, processes: 50);
    }
}
