using System.Globalization;

namespace FinanceAspire.AppHost.Publishing;

/// <summary>
/// The model's values as text. A secret becomes a placeholder that says so: its value is made on first start, where the
/// stack runs, and is in no file of this repository. Nothing is left out silently: what cannot be said fails by name.
/// </summary>
internal sealed class ModelValues
{
    /// <summary>True once a secret has been met; the whole text is one then.</summary>
    public bool IsSecret { get; private set; }

    public static (string Text, bool IsSecret) Read(object? value, string where)
    {
        var values = new ModelValues();
        return (values.Text(value, where), values.IsSecret);
    }

    public static int PortOf(EndpointAnnotation endpoint) =>
        // A project's own endpoint: the port that the .NET images listen on.
        endpoint.TargetPort ?? 8080;

    private string Text(object? value, string where) => value switch
    {
        null => "",
        string text => text,
        bool flag => flag ? "true" : "false",
        IFormattable number when number.GetType().IsPrimitive => number.ToString(null, CultureInfo.InvariantCulture),
        ParameterResource { Secret: true } parameter => Secret(parameter),
        ParameterResource parameter => parameter.Default?.GetDefaultValue()
            ?? throw new InvalidOperationException($"{where}: the parameter {parameter.Name} has no default, so nothing published can use it."),
        ReferenceExpression { IsConditional: true } choice => Text(Text(choice.Condition, where).Equals(choice.MatchValue, StringComparison.OrdinalIgnoreCase) ? choice.WhenTrue : choice.WhenFalse, where),
        ReferenceExpression expression => Format(expression, where),
        EndpointReference endpoint => Property(endpoint, EndpointProperty.Url),
        EndpointReferenceExpression part => Property(part.Endpoint, part.Property),
        ConnectionStringReference reference => Text(reference.Resource.ConnectionStringExpression, where),
        IResourceWithConnectionString resource => Text(resource.ConnectionStringExpression, where),
        _ => throw new InvalidOperationException($"{where}: a {value.GetType().Name} cannot be published."),
    };

    private string Secret(ParameterResource parameter)
    {
        IsSecret = true;
        return $"{{password:{parameter.Name}}}";
    }

    private string Format(ReferenceExpression expression, string where)
    {
        var parts = new object[expression.ValueProviders.Count];
        for (var i = 0; i < parts.Length; i++)
        {
            if (expression.StringFormats[i] is { } format)
            {
                // A password inside of a URI would have to be encoded where it is made.
                throw new InvalidOperationException($"{where}: the format {format} of a part of {expression.ValueExpression} cannot be published.");
            }

            parts[i] = Text(expression.ValueProviders[i], where);
        }

        return string.Format(CultureInfo.InvariantCulture, expression.Format, parts);
    }

    /// <summary>A workload is reached by its name, at its own port, in compose and in Kubernetes alike.</summary>
    private static string Property(EndpointReference endpoint, EndpointProperty property)
    {
        var port = PortOf(endpoint.EndpointAnnotation).ToString(CultureInfo.InvariantCulture);
        var host = endpoint.Resource.Name;
        return property switch
        {
            EndpointProperty.Host or EndpointProperty.IPV4Host => host,
            EndpointProperty.Port or EndpointProperty.TargetPort => port,
            EndpointProperty.HostAndPort => $"{host}:{port}",
            EndpointProperty.Scheme => endpoint.EndpointAnnotation.UriScheme,
            EndpointProperty.Url => $"{endpoint.EndpointAnnotation.UriScheme}://{host}:{port}",
            EndpointProperty.TlsEnabled => bool.FalseString,
            _ => throw new InvalidOperationException($"The {property} of {endpoint.Resource.Name} cannot be published."),
        };
    }
}
