using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinanceAspire.Web.Http;

/// <summary>Amounts in JSON are strings: a number there is a binary floating point number to most readers. A number is still taken.</summary>
internal sealed class DecimalText : JsonConverter<decimal>
{
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Number => reader.GetDecimal(),
        JsonTokenType.String when decimal.TryParse(
            reader.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) => amount,
        _ => throw new JsonException("An amount is a string such as \"-12.50\"."),
    };

    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
}
