using System.Net.Sockets;
using FinanceAspire.Data;
using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace FinanceAspire.Web.Http;

/// <summary>What a fault looks like from outside: problem details for programs, a page for people, never a stack trace.</summary>
internal static class Faults
{
    public static void UseFaults(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandlingPath = "/error",
            CreateScopeForErrors = true,
            StatusCodeSelector = Status,
            SuppressDiagnosticsCallback = context => Status(context.Exception) < 500,
        });
        app.Use(async (http, next) =>
        {
            try
            {
                await next(http);
            }
            catch (Exception e) when (IsApi(http) && !http.Response.HasStarted && Status(e) != StatusCodes.Status500InternalServerError)
            {
                await WriteAsync(http, Status(e), e);
            }
            catch (BookNotFoundException) when (!http.Response.HasStarted && http.User.Identity?.IsAuthenticated == true)
            {
                var books = await http.RequestServices.GetRequiredService<CurrentUser>().MembershipAsync(http.RequestAborted);
                http.Response.Redirect(books is null ? "/books/new" : "/");
            }
        });
    }

    public static void UseStatusPages(this WebApplication app)
    {
        app.UseWhen(IsApi, api => api.UseStatusCodePages());
        app.UseWhen(http => !IsApi(http), pages => pages.UseStatusCodePagesWithReExecute("/not-found"));
    }

    public static bool IsApi(HttpContext http) => http.Request.Path.StartsWithSegments("/api/v1");

    private static int Status(Exception e) => e switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        BookNotFoundException => StatusCodes.Status404NotFound,
        InvalidDataException => StatusCodes.Status413PayloadTooLarge,
        _ when IsUnavailable(e) => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    /// <summary>The database is away, shutting down, full or out of connections: not this program's fault, and worth another try.</summary>
    private static bool IsUnavailable(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.SqlState.StartsWith("57P", StringComparison.Ordinal) || p.SqlState.StartsWith("53", StringComparison.Ordinal),
        NpgsqlException or SocketException or TimeoutException => true,
        _ => IsUnavailable(e.InnerException),
    };

    private static Task WriteAsync(HttpContext http, int status, Exception e)
    {
        if (status == StatusCodes.Status503ServiceUnavailable)
        {
            http.Response.Headers.RetryAfter = "5";
        }

        var (code, title) = e switch
        {
            BookNotFoundException => ("book_not_found", e.Message),
            BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or InvalidDataException => ("too_large", "The file is too large."),
            BadHttpRequestException => ("malformed", e.Message),
            _ => ("database_unavailable", "The database does not answer. Nothing was changed; try again."),
        };
        return TypedResults.Problem(statusCode: status, title: title, extensions: new Dictionary<string, object?> { ["code"] = code }).ExecuteAsync(http);
    }
}
