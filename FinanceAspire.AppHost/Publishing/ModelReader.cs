using Microsoft.Extensions.Logging;

namespace FinanceAspire.AppHost.Publishing;

/// <summary>Walks the AppHost's model and says of each resource what a container platform must know.</summary>
internal sealed class ModelReader(DistributedApplicationExecutionContext execution, ILogger logger)
{
    /// <summary>Where a workload finds its secrets, one file each.</summary>
    public const string SecretsPath = "/etc/financeaspire/secrets";

    /// <summary>What Aspire tells a process about its own orchestration; none of it holds in a published stack.</summary>
    private static readonly HashSet<string> Orchestration =
    [
        // Trusts whoever connects: Proxy:Port says it precisely.
        "ASPNETCORE_FORWARDEDHEADERS_ENABLED",
        "HTTP_PORTS",
    ];

    public async Task<IReadOnlyList<Workload>> ReadAsync(DistributedApplicationModel model, CancellationToken cancellationToken)
    {
        var all = new List<Workload>();
        foreach (var resource in model.Resources.Where(r => r is ProjectResource || r.IsContainer()))
        {
            var intent = Intent.Of(resource);
            var workload = await ReadAsync(resource, intent, cancellationToken);
            all.AddRange(intent.Jobs.Select(job => JobOf(workload, job)));
            all.Add(workload);
            all.AddRange(intent.Replicas.Select(r => workload with
            {
                Name = r.Name,
                Profile = r.Profile,
                PartOf = workload.Name,
                // Only one of them can have the host's port.
                Ports = [.. workload.Ports.Select(p => p with { Published = null })],
            }));
        }

        return Ordered(all);
    }

    private async Task<Workload> ReadAsync(IResource resource, Intent intent, CancellationToken cancellationToken)
    {
        var configuration = await ExecutionConfigurationBuilder.Create(resource)
            .WithEnvironmentVariablesConfig().WithArgumentsConfig().BuildAsync(execution, logger, cancellationToken);
        var environment = new List<(string, Value)>();
        var secrets = new List<(string, string)>();
        foreach (var (name, value) in configuration.EnvironmentVariablesWithUnprocessed.Where(v => !Orchestration.Contains(v.Key)))
        {
            var (text, isSecret) = ModelValues.Read(value.Unprocessed, $"{resource.Name}, {name}");
            if (!isSecret)
            {
                environment.Add((name, text));
            }
            else if (resource is ProjectResource)
            {
                // Read by name from the directory of secrets, as configuration.
                secrets.Add((name, text));
            }
            else if (intent.Command is null)
            {
                secrets.Add((name, text));
                environment.Add(($"{name}_FILE", $"{SecretsPath}/{name}"));
            }
        }

        secrets.AddRange(intent.SecretFiles.Select(f => (f.Name, ModelValues.Read(f.Content, $"{resource.Name}, {f.Name}").Text)));
        environment.RemoveAll(e => intent.Settings.Any(s => s.Name == e.Item1));
        environment.AddRange(intent.Settings.Select(s => (s.Name, (Value)s.Value)));
        if (resource is ProjectResource)
        {
            // A probe every few seconds would drown what people do.
            environment.Add(("Logging__LogLevel__Microsoft.AspNetCore", "Warning"));
            environment.Add(("OTEL_SERVICE_NAME", resource.Name));
            environment.Add(("Secrets__Directory", SecretsPath));
            environment.Add(("ASPNETCORE_HTTP_PORTS", string.Join(';', Ports(resource, intent).Select(p => p.Number))));
        }

        if (intent.Command is null && configuration.ArgumentsWithUnprocessed.Any())
        {
            throw new InvalidOperationException($"{resource.Name} has arguments of its own: say with WithCommandLine how it is started where it is published.");
        }

        return new(resource.Name, ImageOf(resource, intent))
        {
            Target = intent.Target,
            Command = intent.Command,
            Environment = [.. environment.OrderBy(e => e.Item1, StringComparer.Ordinal)],
            SecretFiles = [.. secrets.OrderBy(s => s.Item1, StringComparer.Ordinal)],
            Ports = Ports(resource, intent),
            Directories = [.. Volumes(resource), .. intent.Directories],
            Scratch = intent.Scratch,
            Waits = Waits(resource),
            Probe = intent.Probe ?? throw new InvalidOperationException($"{resource.Name} has no probe: say with WithProbeCommand how its health is seen."),
            HttpProbe = intent.HttpProbe,
            Limits = intent.Limits,
            SharedMemoryMiB = intent.SharedMemoryMiB,
            User = intent.User,
            Profile = intent.Profile,
            Networks = (intent.Published is not null, !intent.IsAtTheEdge),
        };
    }

    private static Workload JobOf(Workload workload, Job job) => workload with
    {
        Name = job.Name,
        Command = job.Arguments,
        Schedule = job.Schedule,
        Profile = job.Profile,
        IsJob = true,
        PartOf = workload.Name,
        Ports = [],
        Probe = null,
        HttpProbe = null,
        Networks = (false, true),
        // What has no profile is part of every start and must not drag in what others keep.
        Directories = job.Profile is null ? [] : workload.Directories,
    };

    /// <summary>Who waits for a resource that has a job first waits for the job: a started program says less than a finished migration.</summary>
    private static List<Workload> Ordered(List<Workload> all)
    {
        var first = all.Where(w => w is { IsJob: true, Profile: null }).ToDictionary(j => j.PartOf!, j => j.Name);
        return [.. all.Select(w => w with
        {
            Waits =
            [
                .. w.IsJob && w.Profile is null || !first.TryGetValue(w.PartOf ?? w.Name, out var job) ? [] : new[] { (job, WaitType.WaitForCompletion) },
                .. w.Waits.Select(wait => first.TryGetValue(wait.Name, out var before) ? (before, WaitType.WaitForCompletion) : wait),
            ],
        })];
    }

    private static string ImageOf(IResource resource, Intent intent) =>
        intent.Target is { } target ? $"financeaspire/{target}"
        : resource.TryGetContainerImageName(out var image) && !image.EndsWith(":latest", StringComparison.Ordinal) && image.Split('/')[^1].Contains(':', StringComparison.Ordinal) ? image
        : throw new InvalidOperationException($"{resource.Name} has no image with a version.");

    private static List<Port> Ports(IResource resource, Intent intent)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().Where(e => e.UriScheme != "https").ToList();
        if (endpoints.FirstOrDefault(e => e.IsExternal && intent.Published is null) is { } open)
        {
            throw new InvalidOperationException($"The endpoint {open.Name} of {resource.Name} is external: say with WithPublishedPort where.");
        }

        return [.. endpoints.Select(e => new Port(e.Name, ModelValues.PortOf(e), e.IsExternal ? intent.Published : null)), .. intent.Ports];
    }

    private static IEnumerable<PersistentDirectory> Volumes(IResource resource)
    {
        if (!resource.TryGetContainerMounts(out var mounts))
        {
            yield break;
        }

        foreach (var mount in mounts)
        {
            yield return mount is { Type: ContainerMountType.Volume, Source: not null, IsReadOnly: false }
                // In compose the project's name stands before it; the prefix of a run on this machine is not needed.
                ? new(resource.Name, mount.Target, 10)
                : throw new InvalidOperationException($"{resource.Name}: the mount at {mount.Target} cannot be published; name a volume.");
        }
    }

    /// <summary>A wait for a child (a database) is one for the server that runs it.</summary>
    private static List<(string, WaitType)> Waits(IResource resource) =>
        [.. resource.Annotations.OfType<WaitAnnotation>()
            .Select(w => (Runs(w.Resource).Name, w.WaitType)).Distinct().OrderBy(w => w.Name, StringComparer.Ordinal)
            .GroupBy(w => w.Name).Select(g => g.OrderBy(w => w.WaitType == WaitType.WaitUntilStarted).First())];

    private static IResource Runs(IResource resource) => resource is IResourceWithParent child ? Runs(child.Parent) : resource;
}
