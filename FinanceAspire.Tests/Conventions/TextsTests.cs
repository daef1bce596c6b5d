using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using FinanceAspire.Tests.Support;
using FinanceAspire.Web.SignIn;
using FinanceAspire.Web.Texts;
using Microsoft.AspNetCore.Identity;

namespace FinanceAspire.Tests.Conventions;

/// <summary>English and German are complete: what is said in the source is in each Text.*.resx, and nothing else is.</summary>
public sealed partial class TextsTests
{
    private static readonly string Web = Path.Combine(Checkout.Folder, "FinanceAspire.Web");

    private static readonly List<(string Path, string Text)> Sources =
        [.. new[] { "Ledger", "Data", "Formats", "Web" }.SelectMany(p => Directory.EnumerateFiles(Path.Combine(Checkout.Folder, $"FinanceAspire.{p}"), "*.*", SearchOption.AllDirectories))
            .Where(f => Path.GetExtension(f) is ".cs" or ".razor" or ".sql" && !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !f.Contains("Migrations", StringComparison.Ordinal))
            .Select(f => (f, File.ReadAllText(f)))];

    // Sentences for programs and administrators; they are never on a page.
    private static readonly string[] OnlyForPrograms = ["Api.cs", "RequestShape.cs", "Problems.cs", "Faults.cs", "Searches.cs", "AccessTokens.cs", "StoreServices.cs", "SchemaState.cs", "SchemaMigrator.cs", "DecimalText.cs", "SetUp.cs"];

    public static TheoryData<string> Languages => [.. Directory.EnumerateFiles(Path.Combine(Web, "Texts"), "Text.*.resx").Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_text_of_a_page_is_translated(string file) =>
        AssertNone(Missing(file, Sources.Where(s => !s.Path.EndsWith(".sql", StringComparison.Ordinal) && s.Path.StartsWith(Web, StringComparison.Ordinal) && !s.Path.EndsWith("Text.cs", StringComparison.Ordinal)).SelectMany(s => SourceTexts.Keys(s.Text))));

    [Theory]
    [MemberData(nameof(Languages))]
    public void Every_sentence_of_the_ledger_is_translated(string file) =>
        AssertNone(Missing(file, Sources.Where(s => s.Path.EndsWith(".cs", StringComparison.Ordinal) && !OnlyForPrograms.Any(p => s.Path.EndsWith(p, StringComparison.Ordinal)))
            .SelectMany(s => SourceTexts.Strings(s.Text)).Where(s => Sentence().IsMatch(s.Text) && !s.Line.Contains("Exception(", StringComparison.Ordinal) && !s.Line.Contains("ErrorMessage", StringComparison.Ordinal)).Select(s => s.Text)
            .Concat(Sources.Where(s => s.Path.EndsWith(".sql", StringComparison.Ordinal)).SelectMany(s => SourceTexts.Refusals(s.Text)))));

    [Theory]
    [MemberData(nameof(Languages))]
    public void No_translation_is_left_over_or_there_twice(string file)
    {
        var said = Sources.Where(s => s.Path.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(s => SourceTexts.Strings(s.Text).Select(t => t.Text))
            .Concat(Sources.Where(s => s.Path.EndsWith(".sql", StringComparison.Ordinal)).SelectMany(s => SourceTexts.Literals(s.Text))).ToHashSet();
        var pages = string.Join('\n', Sources.Where(s => s.Path.EndsWith(".razor", StringComparison.Ordinal)).Select(s => s.Text));
        // Codes such as at_least are shown with spaces.
        said.UnionWith(said.Where(s => s.Contains('_', StringComparison.Ordinal)).Select(s => s.Replace('_', ' ')).ToList());
        var entries = Entries(file);

        AssertNone(string.Join('\n', entries.Select(e => e.Key).Where(k => !said.Contains(k) && !pages.Contains($"\"{k.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", StringComparison.Ordinal))));
        AssertNone(string.Join('\n', entries.GroupBy(e => e.Key).Where(g => g.Count() > 1).Select(g => g.Key)));
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public void Translation_has_the_same_holes(string file) =>
        AssertNone(string.Join('\n', Entries(file).Where(e => e.Value.Length == 0 || !Holes(e.Key).SequenceEqual(Holes(e.Value))).Select(e => $"{e.Key} -> {e.Value}")));

    /// <summary>A number of things is told by <c>L.Count</c>, one as one. (What the landed part of the schema says is older.)</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Number_of_things_is_not_left_open(string file)
    {
        AssertNone(string.Join('\n', Entries(file).Where(e => !e.Key.Contains("posting(s)", StringComparison.Ordinal) && OpenNumber().IsMatch(e.Key)).Select(e => e.Key)));
        AssertNone(string.Join('\n', Entries(file).Where(e => OpenNumber().IsMatch(e.Value)).Select(e => e.Value)));
        AssertNone(string.Join('\n', Sources.Where(s => s.Path.EndsWith(".razor", StringComparison.Ordinal)).SelectMany(s => SourceTexts.Keys(s.Text)).Where(k => OpenNumber().IsMatch(k))));
        Assert.Matches(OpenNumber(), "{0} Seite(n)");
        Assert.Matches(OpenNumber(), "Import {0} line(s)");
    }

    /// <summary>Two branches add entries without a conflict only where each is a line.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public void Entry_is_one_line(string file) =>
        Assert.Equal(Entries(file).Count, File.ReadLines(Path.Combine(Web, "Texts", file)).Count(l => Line().IsMatch(l)));

    [Fact]
    public void Source_is_read_as_the_compiler_reads_it()
    {
        var strings = SourceTexts.Strings("""
            // "not this"
            var a = c == '"' ? "one \"1\"" : $"two {Of("x", $"{y}")} and {z:N0}.";
            """).Select(s => s.Text);
        Assert.Equal(["one \"1\"", "two {0} and {1}."], strings);
        Assert.Equal(["A {0}", "B", "C", "{0} d", "{0} ds"], SourceTexts.Keys("""<p title="@L["A {0}", Of("x")]">@L[x == "y" ? "B" : "C"] @L.Count(n, "{0} d", "{0} ds")</p>"""));
        Assert.Equal(["It's {0} of {1}."], SourceTexts.Refusals("perform refuse('code',\n format('It''s %s of %s.', a, b), c);"));
    }

    /// <summary>A sentence that the database made is told in German, its figures as a German writes them, one within it too.</summary>
    [Theory]
    [InlineData("The statement says -1234.50, what is ticked comes to 0: the difference is -1234.50.", "Der Auszug nennt -1.234,50, das Angekreuzte ergibt 0: Die Differenz ist -1.234,50.")]
    [InlineData("The book is closed through 2026-12-24; a change on 2026-01-02 is refused.", "Das Buch ist bis 24.12.2026 abgeschlossen; eine Änderung am 02.01.2026 ist nicht möglich.")]
    [InlineData("A later change depends on this one: \"Corner on 2026-10-05\" of 2026-10-06 07:00. Take that back first.", "Eine spätere Änderung hängt von dieser ab: „Corner am 05.10.2026“ vom 2026-10-06 07:00. Zuerst diese zurücknehmen.")]
    [InlineData("Undone: Undone: Transaction removed", "Rückgängig: Rückgängig: Buchung entfernt")]
    [InlineData("Nobody has written this", "Nobody has written this")]
    public void Sentence_from_elsewhere_is_told_in_the_users_language(string english, string german)
    {
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (CultureInfo.GetCultureInfo("de-DE"), CultureInfo.GetCultureInfo("de"));
            Assert.Equal(german, new ResxTexts().Told(english));
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
            Assert.Equal(english, new ResxTexts().Told(english));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
        }
    }

    /// <summary>What Identity says of a password or an e-mail is told as what the ledger says.</summary>
    [Fact]
    public void Every_sentence_of_identity_is_told_in_the_users_language()
    {
        var (words, language) = (new IdentityWords(), CultureInfo.CurrentUICulture);
        var said = typeof(IdentityErrorDescriber).GetMethods(BindingFlags.Instance | BindingFlags.Public).Where(m => m.ReturnType == typeof(IdentityError))
            .Select(m => (IdentityError)m.Invoke(words, [.. m.GetParameters().Select(p => p.ParameterType == typeof(int) ? (object)12 : "someone")])!).ToList();
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("de");
            Assert.True(said.Count > 20, $"{said.Count} sentences.");
            AssertNone(string.Join('\n', said.Where(e => new ResxTexts().Told(e.Description) == e.Description).Select(e => $"{e.Code}: {e.Description}")));
            Assert.Equal("Ein Passwort hat mindestens 12 Zeichen.", new ResxTexts().Told(said.Single(e => e.Code == "PasswordTooShort").Description));
        }
        finally
        {
            CultureInfo.CurrentUICulture = language;
        }
    }

    private static void AssertNone(string found) => Assert.True(found.Length == 0, found);

    private static string Missing(string file, IEnumerable<string> keys)
    {
        var (known, asked) = (Entries(file).Select(e => e.Key).ToHashSet(), keys.Distinct().ToList());
        Assert.True(asked.Count > 100, $"Only {asked.Count} texts were found: the search for them is broken.");
        return string.Join('\n', asked.Where(k => !known.Contains(k)));
    }

    private static List<(string Key, string Value)> Entries(string file) =>
        [.. XDocument.Load(Path.Combine(Web, "Texts", file)).Root!.Elements("data").Select(d => ((string)d.Attribute("name")!, (string)d.Element("value")!))];

    private static IEnumerable<string> Holes(string text) => Hole().Matches(text).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{(\d)(?::\w)?\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\w\((s|es|n|en|e)\)")]
    private static partial Regex OpenNumber();

    [GeneratedRegex(@"^[\w'""{].* .*[\w'"")}]\.$")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^  <data name=""[^""]+"" xml:space=""preserve""><value>.+</value></data>$")]
    private static partial Regex Line();
}
