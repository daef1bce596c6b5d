namespace FinanceAspire.AppHost.Publishing;

/// <summary>Words of AppHost.cs for how a resource runs where it is published; none of them changes a run on this machine but by where its files lie.</summary>
internal static class IntentExtensions
{
    /// <summary>The stage of the Dockerfile that builds it. Its program answers <c>--healthcheck</c> itself, so that the image needs no shell.</summary>
    public static IResourceBuilder<ProjectResource> WithImage(this IResourceBuilder<ProjectResource> builder, string target, string program, string ready, string live) =>
        builder.Tell(i => (i.Target, i.Probe, i.HttpProbe) = (target, [$"/app/{program}", "--healthcheck"], (ready, live)))
            .WithSetting("ASPNETCORE_ENVIRONMENT", Setting.Environment)
            .WithSetting("OTEL_EXPORTER_OTLP_ENDPOINT", Setting.Collector)
            .WithSecretFile("OTEL_EXPORTER_OTLP_HEADERS", "x-otlp-api-key={password:telemetry-key}")
            .WithSecretFile("ca.crt", "{authority}");

    public static IResourceBuilder<T> WithLimits<T>(this IResourceBuilder<T> builder, int memoryMiB, double cpus, int processes)
        where T : IResource => builder.Tell(i => i.Limits = new(memoryMiB, cpus, processes));

    /// <summary>A directory that outlives the container; its path is also told to the program in a variable, as is <paramref name="here"/> on this machine.</summary>
    public static IResourceBuilder<ProjectResource> WithPersistentDirectory(this IResourceBuilder<ProjectResource> builder, string name, string path, string variable, int gib, string? here = null)
    {
        builder.Tell(i => i.Directories.Add(new(name, path, gib)));
        return builder.ApplicationBuilder.ExecutionContext.IsPublishMode ? builder.WithEnvironment(variable, path)
            : here is not null ? builder.WithEnvironment(variable, here)
            : builder;
    }

    /// <summary>A variable whose value is up to whoever runs the published stack.</summary>
    public static IResourceBuilder<T> WithSetting<T>(this IResourceBuilder<T> builder, string variable, Setting setting)
        where T : IResource => builder.Tell(i => i.Settings.Add((variable, setting)));

    /// <summary>One of the program's commands, run to its end before the resource starts.</summary>
    public static IResourceBuilder<ProjectResource> WithJobFirst(this IResourceBuilder<ProjectResource> builder, string name, params Value[] arguments) =>
        builder.Tell(i => i.Jobs.Add(new(name, arguments)));

    /// <summary>One of the program's commands, run every day.</summary>
    public static IResourceBuilder<ProjectResource> WithDailyJob(this IResourceBuilder<ProjectResource> builder, string name, string profile, Schedule at, params Value[] arguments) =>
        builder.Tell(i => i.Jobs.Add(new(name, arguments, profile, at)));

    /// <summary>A further port, for other workloads only.</summary>
    public static IResourceBuilder<T> WithInnerPort<T>(this IResourceBuilder<T> builder, string name, int number)
        where T : IResource => builder.Tell(i => i.Ports.Add(new(name, number)));

    /// <summary>Where the resource's external endpoint is on the machine that runs compose.</summary>
    public static IResourceBuilder<T> WithPublishedPort<T>(this IResourceBuilder<T> builder, Setting address, Setting port)
        where T : IResource => builder.Tell(i => i.Published = (address, port));

    /// <summary>A second of the same, started with the profile that has something to share the load between them.</summary>
    public static IResourceBuilder<T> WithReplicaInProfile<T>(this IResourceBuilder<T> builder, string name, string profile)
        where T : IResource => builder.Tell(i => i.Replicas.Add((name, profile)));

    public static IResourceBuilder<T> InProfile<T>(this IResourceBuilder<T> builder, string profile)
        where T : IResource => builder.ExcludeFromManifest().Tell(i => i.Profile = profile);

    public static IResourceBuilder<T> WithCommandLine<T>(this IResourceBuilder<T> builder, params Value[] command)
        where T : IResource => builder.Tell(i => i.Command = command);

    /// <summary>What the container runs to see whether it can serve; nothing where it cannot tell.</summary>
    public static IResourceBuilder<T> WithProbeCommand<T>(this IResourceBuilder<T> builder, params string[] command)
        where T : IResource => builder.Tell(i => i.Probe = command);

    public static IResourceBuilder<T> WithSharedMemory<T>(this IResourceBuilder<T> builder, int mib)
        where T : IResource => builder.Tell(i => i.SharedMemoryMiB = mib);

    public static IResourceBuilder<T> WithUser<T>(this IResourceBuilder<T> builder, Value user)
        where T : IResource => builder.Tell(i => i.User = user);

    public static IResourceBuilder<T> WithScratch<T>(this IResourceBuilder<T> builder, params string[] paths)
        where T : IResource => builder.Tell(i => i.Scratch.AddRange(paths));

    /// <summary>Reaches what is reached from outside, and nothing behind it.</summary>
    public static IResourceBuilder<T> AtTheEdge<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder.Tell(i => i.IsAtTheEdge = true);

    /// <summary>A file that only this container reads: text, or an expression of the model, with placeholders for what is made on first start.</summary>
    public static IResourceBuilder<T> WithSecretFile<T>(this IResourceBuilder<T> builder, string name, object content)
        where T : IResource => builder.Tell(i => i.SecretFiles.Add((name, content)));

    private static IResourceBuilder<T> Tell<T>(this IResourceBuilder<T> builder, Action<Intent> tell)
        where T : IResource
    {
        tell(Intent.Of(builder.Resource));
        return builder;
    }
}
