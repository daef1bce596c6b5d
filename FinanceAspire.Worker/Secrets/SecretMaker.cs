using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace FinanceAspire.Worker.Secrets;

/// <summary>
/// Puts values into templates: <c>{password:NAME}</c>, <c>{authority}</c> (our own CA's certificate), <c>{certificate:HOST}</c>
/// and <c>{key:HOST}</c>. Each value is made when it is first asked for, kept in the store, and never made again.
/// </summary>
internal sealed partial class SecretMaker(ISecretStore store, TimeProvider clock)
{
    /// <summary>A password in letters and digits: 190 bits, and nothing that a connection string, a URI or a shell would read as its own.</summary>
    private const int PasswordLength = 32;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private Authority Authority => field ??= new Authority(store, clock);

    public string Fill(string template) => Placeholder().Replace(template, match => (match.Groups["what"].Value, match.Groups["of"].Value) switch
    {
        ("password", var name) => store.Keep($"password-{name}", () => RandomNumberGenerator.GetString(Alphabet, PasswordLength)),
        ("authority", _) => Authority.Certificate,
        ("certificate", var host) => Authority.For(host).Certificate,
        ("key", var host) => Authority.For(host).Key,
        _ => match.Value,
    });

    [GeneratedRegex(@"\{(?<what>password|certificate|key):(?<of>[a-z0-9.-]+)\}|\{(?<what>authority)\}")]
    private static partial Regex Placeholder();
}
