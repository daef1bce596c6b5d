namespace FinanceAspire.AppHost.Publishing;

/// <summary>One resource of the model as any container platform needs to know it; compose and Kubernetes are written from this alone.</summary>
internal sealed record Workload(string Name, string Image)
{
    /// <summary>The stage of our own Dockerfile that makes the image; null for somebody else's image.</summary>
    public string? Target { get; init; }

    /// <summary>What replaces the image's own command; null keeps it.</summary>
    public IReadOnlyList<Value>? Command { get; init; }

    /// <summary>Where <see cref="Command"/> is for its platform to repeat: the time of day (compose) or a cron expression (Kubernetes).</summary>
    public Schedule? Schedule { get; init; }

    public required IReadOnlyList<(string Name, Value Value)> Environment { get; init; }

    /// <summary>Files that hold secrets, by name, each with what is in it: text with placeholders for the secret parts.</summary>
    public required IReadOnlyList<(string Name, string Template)> SecretFiles { get; init; }

    /// <summary>The first is the one that probes and other workloads use.</summary>
    public required IReadOnlyList<Port> Ports { get; init; }

    public required IReadOnlyList<PersistentDirectory> Directories { get; init; }

    /// <summary>Where it may write, and what it writes there is gone with the container.</summary>
    public required IReadOnlyList<string> Scratch { get; init; }

    public required IReadOnlyList<(string Name, WaitType Until)> Waits { get; init; }

    /// <summary>A command that ends with 0 where the workload can serve.</summary>
    public IReadOnlyList<string>? Probe { get; init; }

    /// <summary>Paths that answer the platform itself over HTTP: whether it can serve, and whether its process lives.</summary>
    public (string Ready, string Live)? HttpProbe { get; init; }

    public required Limits Limits { get; init; }

    public int? SharedMemoryMiB { get; init; }

    public required Value User { get; init; }

    /// <summary>Started only where this is asked for.</summary>
    public string? Profile { get; init; }

    /// <summary>Runs to its end before what it belongs to (and all that waits for that) starts.</summary>
    public bool IsJob { get; init; }

    /// <summary>The workload whose image and settings a job shares.</summary>
    public string? PartOf { get; init; }

    /// <summary>On the network that leads outside, on the one that does not, or on both.</summary>
    public (bool Outside, bool Inside) Networks { get; init; } = (false, true);

    /// <summary>Whose secrets it reads: a job and a replica have those of what they belong to.</summary>
    public string SecretsOf => PartOf ?? Name;
}

/// <summary>A text, or a setting that whoever runs the stack may change.</summary>
internal sealed record Value(string Text, Setting? Setting = null)
{
    public static implicit operator Value(string text) => new(text);

    public static implicit operator Value(Setting setting) => new(setting.Default, setting);
}

/// <param name="Published">The port of the host, and the address that it is bound to; null where only other workloads reach it.</param>
internal sealed record Port(string Name, int Number, (Setting Address, Setting Number)? Published = null);

/// <summary>A directory that outlives its container.</summary>
internal sealed record PersistentDirectory(string Name, string Path, int GiB);

internal sealed record Limits(int MemoryMiB, double Cpus, int Processes)
{
    public static Limits Default { get; } = new(256, 1, 100);
}

/// <param name="Daily">The time of day, in compose.</param>
/// <param name="Cron">The same, in Kubernetes.</param>
internal sealed record Schedule(Setting Daily, string Cron);
