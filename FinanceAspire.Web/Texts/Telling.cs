using System.Collections.Concurrent;
using System.Globalization;
using FinanceAspire.Ledger.Refusals;
using Microsoft.Extensions.Localization;

namespace FinanceAspire.Web.Texts;

/// <summary>What pages say beyond plain texts: numbers of things, and sentences that come from elsewhere in English.</summary>
internal static class Telling
{
    private static readonly ConcurrentDictionary<(Type Localizer, string Culture), IReadOnlyList<SentencePattern>> Patterns = new();

    /// <summary>The text for one or for many; <c>{0}</c> is the number, in the user's format.</summary>
    public static string Count(this IStringLocalizer<Text> texts, long count, string one, string many, params object[] further) =>
        texts[count == 1 ? one : many, [count.ToString("N0", CultureInfo.CurrentCulture), .. further]];

    /// <summary>Why the ledger says no, in the user's language.</summary>
    public static string Told(this IStringLocalizer<Text> texts, Refusal refusal) => texts.Told(refusal.Message);

    /// <summary>
    /// A sentence of the ledger in the user's language. Such sentences are made where no user is known: in the ledger, in a
    /// trigger of the database, or years ago (the change log keeps its summaries). So they are recognised by their text, with
    /// the figures taken out of it; one that is not known stays as it is.
    /// </summary>
    public static string Told(this IStringLocalizer<Text> texts, string? sentence)
    {
        if (string.IsNullOrEmpty(sentence) || CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "en")
        {
            return sentence ?? "";
        }

        if (texts[sentence] is { ResourceNotFound: false } known)
        {
            return known;
        }

        foreach (var pattern in Patterns.GetOrAdd((texts.GetType(), CultureInfo.CurrentUICulture.Name), _ => Read(texts)))
        {
            if (pattern.Match(sentence) is { } found)
            {
                return texts[pattern.Key, [.. found.Select(f => new Figure(f, texts))]];
            }
        }

        return sentence;
    }

    /// <summary>Those with the most text first: of two that fit, the one that says more is meant.</summary>
    private static List<SentencePattern> Read(IStringLocalizer<Text> texts) =>
        [.. texts.GetAllStrings(includeParentCultures: false).Where(t => t.Name.Contains('{', StringComparison.Ordinal))
            .Select(t => new SentencePattern(t.Name)).OrderByDescending(p => p.Fixed).ThenBy(p => p.Key, StringComparer.Ordinal)];

    /// <summary>
    /// What stood in a sentence. A translation says what it is: <c>{0:n}</c> a number and <c>{0:d}</c> a day, written as the user
    /// does; <c>{0:t}</c> a sentence of its own.
    /// </summary>
    private sealed class Figure(string text, IStringLocalizer<Text> texts) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => format switch
        {
            "n" when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) =>
                number.ToString("N" + (text.Length - 1 - (text.IndexOf('.', StringComparison.Ordinal) is >= 0 and var point ? point : text.Length - 1)).ToString(CultureInfo.InvariantCulture), CultureInfo.CurrentCulture),
            "d" when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day.ToString("d", CultureInfo.CurrentCulture),
            "t" => texts.Told(text),
            _ => text,
        };
    }
}
