namespace FinanceAspire.Formats.Reading.Text;

/// <summary>Gives equal texts one string, as far as it remembers: banks write the same payees again and again.</summary>
internal sealed class StringPool
{
    private const int Slots = 4096;
    private readonly string?[] _strings = new string?[Slots];

    public string Get(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
        {
            return "";
        }

        ref var slot = ref _strings[string.GetHashCode(text) & (Slots - 1)];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToString();
    }
}
