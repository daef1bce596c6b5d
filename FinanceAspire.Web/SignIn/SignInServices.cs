using FinanceAspire.Data;
using FinanceAspire.Data.Entities;
using FinanceAspire.Web.Features.Setup;
using FinanceAspire.Web.Http;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace FinanceAspire.Web.SignIn;

/// <summary>Who may come in: a browser by its session cookie, a program by its access token. Everything else is refused by default.</summary>
internal static class SignInServices
{
    public const string ApiPolicy = "api";
    private const string ByRequest = "by-request";

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddHttpContextAccessor();
        services.AddScoped<CurrentUser>();
        services.AddScoped<UserClock>();
        services.AddScoped<AttemptLimit>();
        services.AddScoped<PasswordCheck>();
        services.AddScoped<SetUp>();
        services.AddSingleton<TokenMaker>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<ITicketStore>(provider => provider.GetRequiredService<SessionStore>());
        services.AddDataProtection().SetApplicationName("FinanceAspire").PersistKeysToDbContext<LedgerDbContext>();
        services.AddIdentityCore<AppUser>(options =>
            {
                // Length and a list of common ones instead of rules of composition (NIST SP 800-63B).
                options.Password = new PasswordOptions { RequiredLength = 12, RequiredUniqueChars = 4, RequireDigit = false, RequireLowercase = false, RequireUppercase = false, RequireNonAlphanumeric = false };
                options.Lockout = new LockoutOptions { AllowedForNewUsers = true, MaxFailedAccessAttempts = 10, DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15) };
                // A user is named by the e-mail, which may hold more than Identity's letters: o'brien@example.org.
                options.User = new UserOptions { RequireUniqueEmail = true, AllowedUserNameCharacters = "" };
            })
            .AddEntityFrameworkStores<LedgerDbContext>()
            .AddErrorDescriber<IdentityWords>()
            .AddPasswordValidator<CommonPasswords>()
            .AddSignInManager()
            .AddDefaultTokenProviders();

        services.AddAuthentication(options => options.DefaultScheme = ByRequest)
            .AddPolicyScheme(ByRequest, null, options => options.ForwardDefaultSelector = http =>
                http.Request.Headers.Authorization.Count > 0 ? AccessTokens.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, AccessTokens>(AccessTokens.Scheme, null)
            .AddIdentityCookies(cookies => cookies.ApplicationCookie!.Configure(ConfigureCookie));
        services.AddOptions<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme)
            .Configure<ITicketStore>((options, store) => options.SessionStore = store);
        services.Configure<SecurityStampValidatorOptions>(options => options.ValidationInterval = TimeSpan.FromSeconds(30));
        services.Configure<AntiforgeryOptions>(options =>
        {
            options.Cookie.Name = "fa-csrf";
            options.Cookie.Path = "/";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.HeaderName = "X-CSRF-TOKEN";
            options.SuppressXFrameOptionsHeader = true;
        });

        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(ApiPolicy, policy => policy.RequireAuthenticatedUser().RequireAssertion(context =>
                context.Resource is not HttpContext http
                || HttpMethods.IsGet(http.Request.Method)
                || HttpMethods.IsHead(http.Request.Method)
                // A browser may do what its user may; a token what it was made for.
                || !context.User.HasClaim(c => c.Type == AccessTokens.TokenIdClaim)
                || context.User.HasClaim(AccessTokens.ScopeClaim, "write")));
        services.AddCascadingAuthenticationState();
    }

    private static void ConfigureCookie(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "fa";
        options.Cookie.Path = "/";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.ExpireTimeSpan = TimeSpan.FromDays(14);
        options.SlidingExpiration = true;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "returnUrl";
        options.Events.OnRedirectToLogin = async context =>
        {
            if (Faults.IsApi(context.HttpContext))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            // Nobody has an account yet: there is nothing to sign in to.
            var db = context.HttpContext.RequestServices.GetRequiredService<LedgerDbContext>();
            context.Response.Redirect(await db.Users.AnyAsync(context.HttpContext.RequestAborted) ? context.RedirectUri : "/setup");
        };
        options.Events.OnRedirectToAccessDenied = context =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        };
    }
}
