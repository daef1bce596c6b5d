using System.Collections.Frozen;
using System.Globalization;
using System.Xml.Linq;
using Microsoft.Extensions.Localization;

namespace FinanceAspire.Web.Texts;

/// <summary>
/// The texts of <c>Text.*.resx</c>, read once from this assembly. The framework's own reader takes <c>Account</c> and
/// <c>account</c> for one key and a second entry, as a merge may leave, for none; here keys are what they are.
/// </summary>
internal sealed class ResxTexts : IStringLocalizer<Text>
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Languages = typeof(Text).Assembly.GetManifestResourceNames()
        .Where(n => n.EndsWith(".resx", StringComparison.Ordinal)).ToFrozenDictionary(n => n.Split('.')[^2], Read);

    public LocalizedString this[string name] => Find(name) is { } text ? new(name, text) : new(name, name, resourceNotFound: true);

    public LocalizedString this[string name, params object[] arguments]
    {
        get
        {
            var text = Find(name);
            return new(name, string.Format(CultureInfo.CurrentCulture, text ?? name, arguments), text is null);
        }
    }

    public IEnumerable<LocalizedString> GetAllStrings(bool includeParentCultures) =>
        Languages.TryGetValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, out var texts) ? texts.Select(t => new LocalizedString(t.Key, t.Value)) : [];

    private static string? Find(string name) =>
        Languages.TryGetValue(CultureInfo.CurrentUICulture.TwoLetterISOLanguageName, out var texts) ? texts.GetValueOrDefault(name) : null;

    private static FrozenDictionary<string, string> Read(string resource)
    {
        using var stream = typeof(Text).Assembly.GetManifestResourceStream(resource)!;
        return XDocument.Load(stream).Root!.Elements("data").GroupBy(d => (string)d.Attribute("name")!).ToFrozenDictionary(d => d.Key, d => (string)d.First().Element("value")!, StringComparer.Ordinal);
    }
}
