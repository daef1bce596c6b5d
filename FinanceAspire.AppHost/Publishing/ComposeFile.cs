using System.Globalization;

namespace FinanceAspire.AppHost.Publishing;

/// <summary><c>docker-compose.yml</c>, for Compose v2 and for docker-compose 1.29: one file, nothing beside it is needed.</summary>
internal static class ComposeFile
{
    private const string Secrets = "secrets";
    private const string SecretsStore = "/var/lib/financeaspire/secrets";

    private static readonly Dictionary<WaitType, string> Conditions = new()
    {
        [WaitType.WaitUntilHealthy] = "service_healthy",
        [WaitType.WaitUntilStarted] = "service_started",
        [WaitType.WaitForCompletion] = "service_completed_successfully",
    };

    public static string Write(IReadOnlyList<Workload> workloads)
    {
        var services = new Map { { Secrets, SecretsService(workloads) } };
        foreach (var workload in workloads)
        {
            services.Add(workload.Name, Service(workload));
        }

        var volumes = new Map();
        foreach (var name in Owners(workloads).Select(SecretsVolume).Prepend(Secrets).Concat(workloads.SelectMany(w => w.Directories).Select(d => d.Name)).Distinct())
        {
            volumes.Add(name, new Map { { "driver", "local" } });
        }

        return Yaml.Write(
            """
            Written by `dotnet run --project FinanceAspire.AppHost -- publish` from AppHost.cs; change it there.
            `docker compose up -d` needs nothing else: passwords and certificates are made on the first start and kept in volumes.
            .env.example lists what can be set; docs/deployment.md explains.
            """,
            new Map
            {
                { "services", services },
                {
                    "networks", new Map
                    {
                        { "frontend", new Map { { "driver", "bridge" } } },
                        { "backend", new Map { { "driver", "bridge" }, { "internal", true } } },
                    }
                },
                { "volumes", volumes },
            });
    }

    private static Map Service(Workload workload)
    {
        var isService = !workload.IsJob || workload.Profile is not null;
        var map = Image(workload);
        map.Add("profiles", workload.Profile is null ? null : new[] { workload.Profile });
        map.Add("command", workload.Command is null ? null : Command(workload));
        map.Add("user", Text(workload.User));
        map.Add("environment", MapOf(workload.Environment.Select(e => (e.Name, (object)Text(e.Value)))));
        map.Add("ports", workload.Ports.Where(p => p.Published is not null).Select(p => $"{Text(p.Published!.Value.Address)}:{Text(p.Published.Value.Number)}:{p.Number}"));
        map.Add("networks", (string[])[.. workload.Networks.Outside ? ["frontend"] : Array.Empty<string>(), .. workload.Networks.Inside ? ["backend"] : Array.Empty<string>()]);
        map.Add("volumes", (string[])[$"{SecretsVolume(workload.SecretsOf)}:{ModelReader.SecretsPath}:ro", .. workload.Directories.Select(d => $"{d.Name}:{d.Path}")]);
        map.Add("depends_on", MapOf(workload.Waits.Select(w => (w.Name, (object)Condition(w.Until))).Prepend((Secrets, Condition(WaitType.WaitForCompletion)))));
        map.Add("healthcheck", workload.Probe switch { null => NoHealthCheck, [] => null, var probe => HealthCheck(probe) });
        Harden(map, workload.Scratch, workload.Limits, isService ? "unless-stopped" : "no");
        map.Add("shm_size", workload.SharedMemoryMiB is { } shared ? $"{shared}m" : null);
        return map;
    }

    /// <summary>
    /// Makes every password, key and certificate once and hands each service its own, readable by that service's user only.
    /// The one container that is root: giving files away takes CHOWN. It has no network and no other capability.
    /// </summary>
    private static Map SecretsService(IReadOnlyList<Workload> workloads)
    {
        var map = Image(workloads.First(w => w.Target == "worker"));
        map.Add("command", new[] { "secrets", "--directory", SecretsStore });
        map.Add("user", "0:0");
        var environment = new List<(string, object)>();
        foreach (var workload in workloads.Where(w => w.PartOf is null))
        {
            environment.Add(($"Users__{workload.Name}", Text(workload.User)));
            environment.AddRange(workload.SecretFiles.Select(f => ($"Files__{workload.Name}__{f.Name}", (object)Escape(f.Template))));
        }

        map.Add("environment", MapOf(environment));
        map.Add("network_mode", "none");
        map.Add("volumes", (string[])[$"{Secrets}:{SecretsStore}/store", .. Owners(workloads).Select(o => $"{SecretsVolume(o)}:{SecretsStore}/{o}")]);
        map.Add("cap_add", new[] { "CHOWN" });
        map.Add("healthcheck", NoHealthCheck);
        Harden(map, ["/tmp"], Limits.Default, "no");
        return map;
    }

    private static Map Image(Workload workload)
    {
        var map = new Map { { "image", workload.Target is null ? workload.Image : $"{workload.Image}:{Text(Setting.Version)}" } };
        map.Add("build", workload.Target is null ? null : new Map
        {
            { "context", "." },
            { "target", workload.Target },
            { "args", new Map { { "VERSION", Text(Setting.Version) } } },
        });
        return map;
    }

    private static void Harden(Map map, IEnumerable<string> scratch, Limits limits, string restart)
    {
        map.Add("restart", restart);
        map.Add("init", true);
        map.Add("stop_grace_period", "30s");
        map.Add("read_only", true);
        map.Add("tmpfs", scratch);
        map.Add("cap_drop", new[] { "ALL" });
        map.Add("security_opt", new[] { "no-new-privileges:true" });
        map.Add("pids_limit", limits.Processes);
        map.Add("mem_limit", $"{limits.MemoryMiB}m");
        map.Add("cpus", limits.Cpus);
        map.Add("logging", new Map { { "driver", "json-file" }, { "options", new Map { { "max-size", "10m" }, { "max-file", "3" } } } });
    }

    private static string[] Command(Workload workload) =>
        [.. workload.Command!.Select(Text), .. workload.Schedule is { } schedule ? ["--daily", Text(schedule.Daily)] : Array.Empty<string>()];

    private static Map HealthCheck(IReadOnlyList<string> probe) => new()
    {
        { "test", probe.Prepend("CMD").Select(Escape) },
        { "interval", "5s" },
        { "timeout", "5s" },
        { "retries", 6 },
        { "start_period", "30s" },
    };

    /// <summary>A job is what its exit code says; the image's own check is the service's.</summary>
    private static Map NoHealthCheck => new() { { "disable", true } };

    private static Map Condition(WaitType until) => new() { { "condition", Conditions[until] } };

    private static Map MapOf(IEnumerable<(string Name, object Value)> entries)
    {
        var map = new Map();
        foreach (var (name, value) in entries)
        {
            map.Add(name, value);
        }

        return map;
    }

    private static IEnumerable<string> Owners(IReadOnlyList<Workload> workloads) => workloads.Where(w => w.PartOf is null).Select(w => w.Name);

    private static string SecretsVolume(string owner) => $"{owner}-secrets";

    private static string Text(Value value) =>
        value.Setting is { } setting ? string.Create(CultureInfo.InvariantCulture, $"${{{setting.Name}:-{setting.Default}}}") : Escape(value.Text);

    /// <summary>Compose reads a dollar as the start of a variable.</summary>
    private static string Escape(string text) => text.Replace("$", "$$", StringComparison.Ordinal);
}
