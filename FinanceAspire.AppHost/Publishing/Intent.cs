namespace FinanceAspire.AppHost.Publishing;

/// <summary>What Aspire's model has no word for: how a resource is to run where it is published. Told by the methods of <see cref="IntentExtensions"/>.</summary>
internal sealed class Intent : IResourceAnnotation
{
    public string? Target { get; set; }

    public Limits Limits { get; set; } = Limits.Default;

    public int? SharedMemoryMiB { get; set; }

    public Value User { get; set; } = Setting.AppUser;

    public string? Profile { get; set; }

    public IReadOnlyList<Value>? Command { get; set; }

    public IReadOnlyList<string>? Probe { get; set; }

    public (string Ready, string Live)? HttpProbe { get; set; }

    public (Setting Address, Setting Port)? Published { get; set; }

    public bool IsAtTheEdge { get; set; }

    public List<PersistentDirectory> Directories { get; } = [];

    public List<string> Scratch { get; } = ["/tmp"];

    /// <summary>Files with secrets beside those that come of the resource's environment.</summary>
    public List<(string Name, object Content)> SecretFiles { get; } = [];

    public List<(string Name, Setting Value)> Settings { get; } = [];

    public List<Port> Ports { get; } = [];

    public List<Job> Jobs { get; } = [];

    public List<(string Name, string Profile)> Replicas { get; } = [];

    public static Intent Of(IResource resource)
    {
        if (resource.Annotations.OfType<Intent>().FirstOrDefault() is { } intent)
        {
            return intent;
        }

        var made = new Intent();
        resource.Annotations.Add(made);
        return made;
    }
}

/// <summary>The same image with other arguments, run to its end.</summary>
/// <param name="Profile">Null: it runs before the resource starts. Else: only where asked for.</param>
internal sealed record Job(string Name, IReadOnlyList<Value> Arguments, string? Profile = null, Schedule? Schedule = null);
