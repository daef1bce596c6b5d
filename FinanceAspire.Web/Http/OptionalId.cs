using System.Diagnostics.CodeAnalysis;

namespace FinanceAspire.Web.Http;

/// <summary>
/// An id that a form may leave empty. The binder of .NET 10 takes an empty field for a faulty <c>Guid?</c> (dotnet/aspnetcore#66607)
/// and drops the line of a list that it stands in, with all that was typed there. What is no id is an id that nothing has: the
/// ledger refuses it, rather than that it is taken for an empty field.
/// </summary>
public readonly record struct OptionalId(Guid? Value) : IParsable<OptionalId>
{
    public static implicit operator OptionalId(Guid? id) => new(id);

    public static implicit operator Guid?(OptionalId id) => id.Value;

    public static OptionalId Parse(string s, IFormatProvider? provider) => TryParse(s, provider, out var id) ? id : default;

    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out OptionalId result)
    {
        result = string.IsNullOrWhiteSpace(s) ? default : new(Guid.TryParse(s, out var id) ? id : Guid.Empty);
        return true;
    }
}
