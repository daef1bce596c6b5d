using System.Text.RegularExpressions;
using FinanceAspire.Formats.Reading.Text;
using FinanceAspire.Ledger.Statements;

namespace FinanceAspire.Formats.Reading.Mt940;

/// <summary>
/// The text of a booking (<c>:86:</c>) in its three dialects: German subfields (<c>?20</c> to <c>?63</c>, also with another
/// separator; Deutsche Kreditwirtschaft, DFÜ agreement annex 3), Dutch tags (<c>/NAME/…/REMI/…</c>), and plain text.
/// </summary>
internal static partial class Mt940Text
{
    public static StatementLine Into(StatementLine line, string text)
    {
        if (text.Length == 0)
        {
            return line;
        }

        if (Subfields(text) is { } german)
        {
            return line with
            {
                Payee = TextFolding.Fold(string.Concat(german.GetValueOrDefault("32", ""), german.GetValueOrDefault("33", ""))),
                Description = Joined(line.Description, Purpose(german)),
                CounterAccount = german.GetValueOrDefault("31", "").Trim() is { Length: > 0 } account ? account : german.GetValueOrDefault("38", "").Trim() is { Length: > 0 } iban ? iban : null,
            };
        }

        if (Tagged(text) is { } dutch)
        {
            var counter = dutch.GetValueOrDefault("CNTP", "").Split('/');
            return line with
            {
                Payee = TextFolding.Fold(dutch.GetValueOrDefault("NAME") ?? dutch.GetValueOrDefault("BENM") ?? dutch.GetValueOrDefault("ORDP") ?? (counter.Length > 2 ? counter[2] : "")),
                Description = Joined(line.Description, TextFolding.Fold(Unstructured().Replace(dutch.GetValueOrDefault("REMI") ?? dutch.GetValueOrDefault("TRTP") ?? "", ""))),
                CounterAccount = dutch.GetValueOrDefault("IBAN")?.Trim() ?? (counter[0].Length > 0 ? counter[0] : null),
            };
        }

        return line with { Description = Joined(line.Description, TextFolding.Fold(text)) };
    }

    /// <summary>The German field <c>:NS:</c>: 01 to 14 purpose, 15 and 16 the other party, 17 what kind of booking; one a line.</summary>
    public static StatementLine Structured(StatementLine line, string text)
    {
        string Of(string from, string to) => string.Concat(text.Split('\n')
            .Where(l => l.Length > 2 && string.CompareOrdinal(l, 0, from, 0, 2) >= 0 && string.CompareOrdinal(l, 0, to, 0, 2) <= 0)
            .Select(l => l[2..] + (l.Length < 29 ? " " : "")));
        var purpose = TextFolding.Fold(Of("01", "14"));
        return line with
        {
            Payee = TextFolding.Fold(Of("15", "16")),
            Description = Joined(line.Description, purpose.Length > 0 ? purpose : TextFolding.Fold(Of("17", "17"))),
        };
    }

    private static string Joined(string first, string second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first} {second}";

    /// <summary>The purpose: 20 to 29 and 60 to 63 in a row, since they are one text cut into 27 letters; without the marks of SEPA's own parts.</summary>
    private static string Purpose(Dictionary<string, string> fields)
    {
        var purpose = string.Concat(fields.Where(f => f.Key is ['2', _] or ['6', >= '0' and <= '3']).Select(f => f.Value));
        var cut = purpose.IndexOf("SVWZ+", StringComparison.Ordinal);
        purpose = cut >= 0 ? purpose[(cut + 5)..] : SepaPart().Replace(purpose, " $0");
        purpose = cut >= 0 && SepaPart().Match(purpose) is { Success: true } next ? purpose[..next.Index] : purpose;
        return TextFolding.Fold(purpose.Length > 0 ? purpose : fields.GetValueOrDefault("00", ""));
    }

    private static Dictionary<string, string>? Subfields(string text)
    {
        var plain = text.Replace("\n", "", StringComparison.Ordinal);
        var head = German().Match(plain);
        if (!head.Success)
        {
            return null;
        }

        var fields = new Dictionary<string, string>();
        foreach (var part in plain[head.Groups[1].Index..].Split(head.Groups[1].Value[0]).Where(p => p.Length >= 2))
        {
            var key = part[..2];
            if (char.IsAsciiDigit(key[0]) && char.IsAsciiDigit(key[1]))
            {
                fields[key] = fields.GetValueOrDefault(key, "") + part[2..];
            }
        }

        return fields;
    }

    private static Dictionary<string, string>? Tagged(string text)
    {
        var plain = text.Replace("\n", "", StringComparison.Ordinal);
        var marks = Dutch().Matches(plain);
        if (marks.Count == 0 || !plain.StartsWith('/'))
        {
            return null;
        }

        var fields = new Dictionary<string, string>();
        for (var i = 0; i < marks.Count; i++)
        {
            var start = marks[i].Index + marks[i].Length;
            var end = i + 1 < marks.Count ? marks[i + 1].Index : plain.Length;
            fields.TryAdd(marks[i].Groups[1].Value, plain[Math.Min(start, end)..end].Trim('/'));
        }

        return fields;
    }

    [GeneratedRegex(@"^\d{3}([?>~@&|<^])(?=\d\d)")]
    private static partial Regex German();

    /// <summary>A part of a SEPA transfer that is not its purpose.</summary>
    [GeneratedRegex(@"(?:EREF|KREF|MREF|CRED|DEBT|COAM|OAMT|ABWA|ABWE)\+")]
    private static partial Regex SepaPart();

    /// <summary>What kind of text follows, said in front of it.</summary>
    [GeneratedRegex("^(USTD|STRD)/+(?:CUR/)?")]
    private static partial Regex Unstructured();

    [GeneratedRegex("/(NAME|BENM|ORDP|REMI|IBAN|BIC|EREF|TRTP|CNTP|MARF|CSID|PURP|SVCL|KREF|PREF|RTRN|ACCW|ID|ADDR|ULTC|ULTD|ULTB|TRCD|BUSP|INIT|MREF|CRED|ISDT|CD)/")]
    private static partial Regex Dutch();
}
