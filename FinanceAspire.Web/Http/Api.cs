using System.Text.Json;
using System.Text.Json.Serialization;
using FinanceAspire.Web.SignIn;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Scalar.AspNetCore;

namespace FinanceAspire.Web.Http;

/// <summary>What all of <c>/api/v1</c> shares: JSON, sign-in, antiforgery for browsers, problem details, the reference.</summary>
internal static class Api
{
    public static void AddApi(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(options =>
        {
            var json = options.SerializerOptions;
            json.PropertyNamingPolicy = json.DictionaryKeyPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.NumberHandling = JsonNumberHandling.Strict;
            json.Converters.Add(new DecimalText());
            json.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });
        services.AddProblemDetails(options => options.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("code", DefaultCode(context.ProblemDetails.Status)));
        services.AddExceptionHandler<Faults.Handler>();
        services.AddOpenApi();
    }

    public static RouteGroupBuilder MapApi(this WebApplication app) =>
        app.MapGroup("/api/v1").RequireAuthorization(SignInServices.ApiPolicy).AddEndpointFilter(RequireAntiforgeryAsync).AddEndpointFilter(RequestShape.ValidateAsync);

    public static void MapApiReference(this WebApplication app)
    {
        app.MapOpenApi();
        app.MapScalarApiReference("/api", (options, http) => options.WithTitle("FinanceAspire API").WithNonce(SecurityHeaders.Nonce(http)).DisableDefaultFonts());
    }

    /// <summary>A cookie is sent by the browser whoever asks; a token is not. So a browser's change must prove where it comes from.</summary>
    private static async ValueTask<object?> RequireAntiforgeryAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var isSafe = HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method);
        var byCookie = http.User.Identity?.IsAuthenticated == true && !http.User.HasClaim(c => c.Type == AccessTokens.TokenIdClaim);
        if (!isSafe && byCookie && !await http.RequestServices.GetRequiredService<IAntiforgery>().IsRequestValidAsync(http))
        {
            return TypedResults.Problem(
                statusCode: StatusCodes.Status400BadRequest,
                title: "The antiforgery token is missing or wrong.",
                extensions: new Dictionary<string, object?> { ["code"] = "antiforgery_failed" });
        }

        return await next(context);
    }

    private static string DefaultCode(int? status) => status switch
    {
        StatusCodes.Status400BadRequest => "malformed",
        StatusCodes.Status401Unauthorized => "unauthenticated",
        StatusCodes.Status403Forbidden => "forbidden",
        StatusCodes.Status404NotFound => "not_found",
        StatusCodes.Status405MethodNotAllowed => "method_not_allowed",
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status415UnsupportedMediaType => "unsupported_media_type",
        StatusCodes.Status429TooManyRequests => "too_many_attempts",
        StatusCodes.Status503ServiceUnavailable => "database_unavailable",
        _ => "error",
    };
}
