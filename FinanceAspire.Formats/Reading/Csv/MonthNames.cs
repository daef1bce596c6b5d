using System.Collections.Frozen;

namespace FinanceAspire.Formats.Reading.Csv;

/// <summary>
/// Months as the languages of the files spell them, in full or cut after three letters or more. A bank writes in its own
/// language, whatever the reader's is.
/// </summary>
internal static class MonthNames
{
    private const int Shortest = 3;
    private const int Longest = 14;

    private static readonly string[] Spelt =
    [
        "january janvier januar januari janner enero janeiro gennaio styczen stycznia leden ledna ianuarie ocak jaanuar tammikuu январь января",
        "february fevrier februar februari feber febrero fevereiro febbraio luty lutego unor unora februarie subat veebruar helmikuu февраль февраля",
        "march mars marz mrz maart mrt marts marzo marco marec marzec marca brezen brezna marcius martie mart maerz maaliskuu март марта",
        "april avril abril aprile kwiecien kwietnia duben dubna aprilis aprilie nisan aprill huhtikuu апрель апреля",
        "may mai mei maj maja mayo maio maggio kveten kvetna majus mayis toukokuu май мая",
        "june juin juni junio junho giugno czerwiec czerwca cerven cervna junius iunie haziran juuni kesakuu июнь июня",
        "july juillet juli julio julho luglio lipiec lipca cervenec cervence julius iulie temmuz juuli heinakuu июль июля",
        "august aout augustus augusti agosto sierpien sierpnia srpen srpna augusztus agustos elokuu август августа",
        "september septembre septiembre setiembre setembro settembre wrzesien wrzesnia zari szeptember septembrie eylul syyskuu сентябрь сентября",
        "october octobre oktober octubre outubro ottobre pazdziernik pazdziernika rijen rijna octombrie ekim oktoober lokakuu октябрь октября",
        "november novembre noviembre novembro listopad listopada noiembrie kasim marraskuu ноябрь ноября",
        "december decembre dezember diciembre dezembro dicembre desember grudzien grudnia prosinec prosince decembrie aralik detsember joulukuu декабрь декабря",
    ];

    private static readonly FrozenDictionary<string, int> Names = Make();

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ByText = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>1 to 12, or null for a word that names no month.</summary>
    public static int? Find(ReadOnlySpan<char> word)
    {
        word = word.TrimEnd('.');
        if (word.Length is < Shortest or > Longest)
        {
            return null;
        }

        Span<char> plain = stackalloc char[Longest];
        for (var i = 0; i < word.Length; i++)
        {
            plain[i] = Plain(char.ToLowerInvariant(word[i]));
        }

        return ByText.TryGetValue(plain[..word.Length], out var month) ? month : null;
    }

    private static FrozenDictionary<string, int> Make()
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        var open = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, line) in Spelt.Index())
        {
            foreach (var name in line.Split(' '))
            {
                for (var length = Shortest; length < name.Length; length++)
                {
                    var cut = name[..length];
                    // "jui" is the beginning of two months.
                    if (!names.TryAdd(cut, i + 1) && names[cut] != i + 1)
                    {
                        open.Add(cut);
                    }
                }
            }
        }

        foreach (var cut in open)
        {
            names.Remove(cut);
        }

        foreach (var (i, line) in Spelt.Index())
        {
            foreach (var name in line.Split(' '))
            {
                names[name] = i + 1;
            }
        }

        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static char Plain(char c) => c switch
    {
        < '\u0080' => c,
        'á' or 'à' or 'â' or 'ä' or 'ã' or 'å' or 'ą' => 'a',
        'ç' or 'ć' or 'č' => 'c',
        'é' or 'è' or 'ê' or 'ë' or 'ě' or 'ę' => 'e',
        'í' or 'î' or 'ı' => 'i',
        'ń' or 'ň' => 'n',
        'ó' or 'ô' or 'ö' or 'õ' or 'ő' => 'o',
        'ř' => 'r',
        'ś' or 'š' or 'ş' => 's',
        'ú' or 'ü' or 'û' or 'ů' or 'ű' => 'u',
        'ź' or 'ż' or 'ž' => 'z',
        'ğ' => 'g',
        'ł' => 'l',
        _ => c,
    };
}
