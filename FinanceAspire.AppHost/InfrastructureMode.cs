namespace FinanceAspire.AppHost;

/// <summary>How PostgreSQL and Redis run.</summary>
internal enum StoreMode
{
    Containers,
    Embedded,
}

/// <summary>Chooses the mode: what is asked for; else where there is data already; else containers where an engine answers.</summary>
internal static class InfrastructureMode
{
    public static (StoreMode Mode, string Reason) Choose(string asked, StoreMode? remembered, Func<bool> engineAnswers) => asked.ToUpperInvariant() switch
    {
        "CONTAINERS" => (StoreMode.Containers, "asked for" + Elsewhere(StoreMode.Containers, remembered)),
        "EMBEDDED" => (StoreMode.Embedded, "asked for" + Elsewhere(StoreMode.Embedded, remembered)),
        // Sticky: starting Docker one day must not make the books seem to vanish.
        "AUTO" when remembered is { } mode => (mode, $"the books are kept in this mode; --Infrastructure:Mode={Code(Other(mode))} changes it, docs/running.md says how to move"),
        "AUTO" => engineAnswers() ? (StoreMode.Containers, "a container engine answers") : (StoreMode.Embedded, "no container engine answers"),
        _ => throw new InvalidOperationException($"--Infrastructure:Mode={asked}: there are containers, embedded and auto."),
    };

    public static string Code(StoreMode mode) => mode == StoreMode.Containers ? "containers" : "embedded";

    private static StoreMode Other(StoreMode mode) => mode == StoreMode.Containers ? StoreMode.Embedded : StoreMode.Containers;

    private static string Elsewhere(StoreMode mode, StoreMode? remembered) =>
        remembered is { } kept && kept != mode ? $"; what was kept as {Code(kept)} stays there untouched" : "";
}
