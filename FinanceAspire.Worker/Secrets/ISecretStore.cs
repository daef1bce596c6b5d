namespace FinanceAspire.Worker.Secrets;

/// <summary>Where made secrets are kept: a directory, or nowhere but in what is printed.</summary>
internal interface ISecretStore
{
    /// <summary>What is kept under the name, or what is made now and kept from here on.</summary>
    string Keep(string name, Func<string> make, Func<string, bool>? isGood = null);
}

/// <summary>For one run: the same value wherever it is asked for.</summary>
internal sealed class PassingStore : ISecretStore
{
    private readonly Dictionary<string, string> _values = [];

    public string Keep(string name, Func<string> make, Func<string, bool>? isGood = null) =>
        _values.TryGetValue(name, out var value) ? value : _values[name] = make();
}

/// <summary>One file each, for its owner's eyes only, complete or not there.</summary>
internal sealed class DirectoryStore(string directory) : ISecretStore
{
    public string Keep(string name, Func<string> make, Func<string, bool>? isGood = null)
    {
        var path = Path.Combine(directory, name);
        if (File.Exists(path) && File.ReadAllText(path) is var kept && (isGood is null || isGood(kept)))
        {
            return kept;
        }

        var made = make();
        PrivateFile.Write(path, made, user: null);
        return made;
    }
}
