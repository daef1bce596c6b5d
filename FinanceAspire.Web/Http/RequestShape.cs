using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;

namespace FinanceAspire.Web.Http;

/// <summary>
/// Holds the request records against their DataAnnotations, nested ones too, and answers 400 with the fields. (The
/// framework's own validation looks at public types only; ours are the slice's own business.)
/// </summary>
internal static class RequestShape
{
    public static async ValueTask<object?> ValidateAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var errors = new Dictionary<string, string[]>();
        foreach (var argument in context.Arguments.Where(a => a is not null && IsOurs(a.GetType())))
        {
            Collect(argument!, "", errors);
        }

        return errors.Count == 0
            ? await next(context)
            : TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "The request is malformed.",
                detail: string.Join(" ", errors.SelectMany(e => e.Value)),
                extensions: new Dictionary<string, object?> { ["code"] = "malformed", ["errors"] = errors });
    }

    private static void Collect(object value, string path, Dictionary<string, string[]> errors)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(value, new ValidationContext(value), found, validateAllProperties: true);
        foreach (var group in found.GroupBy(f => f.MemberNames.FirstOrDefault() ?? ""))
        {
            errors[path + Name(group.Key)] = [.. group.Select(g => g.ErrorMessage ?? "Malformed.")];
        }

        foreach (var property in value.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.GetIndexParameters().Length == 0))
        {
            switch (property.GetValue(value))
            {
                case IEnumerable items and not string:
                    var index = 0;
                    foreach (var item in items)
                    {
                        if (item is null)
                        {
                            errors[$"{path}{Name(property.Name)}[{index}]"] = ["An item is null."];
                        }
                        else if (IsOurs(item.GetType()))
                        {
                            Collect(item, $"{path}{Name(property.Name)}[{index}].", errors);
                        }

                        index++;
                    }

                    break;
                case { } nested when IsOurs(nested.GetType()):
                    Collect(nested, $"{path}{Name(property.Name)}.", errors);
                    break;
            }
        }
    }

    /// <summary>Request records of the slices; services and framework types are none.</summary>
    private static bool IsOurs(Type type) =>
        type.Assembly == typeof(RequestShape).Assembly && type.Name.EndsWith("Request", StringComparison.Ordinal);

    private static string Name(string property) => JsonNamingPolicy.SnakeCaseLower.ConvertName(property);
}
