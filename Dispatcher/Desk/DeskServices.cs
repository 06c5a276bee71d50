using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Mvc.Razor;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Storage;

namespace Newsletter.Dispatcher.Desk;

/// <summary>
/// The pages for people who work at the newsletter: their services, and their place in the way of a request.
/// </summary>
internal static class DeskServices
{
    /// <summary>The name of our way to sign in, for the framework.</summary>
    public const string Scheme = "desk";

    private static readonly TimeSpan LongestSession = TimeSpan.FromDays(14);

    /// <summary>Adds what the desk's pages need; without a desk its pages are taken out.</summary>
    public static void AddDesk(this WebApplicationBuilder builder, DispatcherSettings settings)
    {
        if (!settings.Desk.IsOn)
        {
            builder.Services.PostConfigure<RazorPagesOptions>(pages =>
                pages.Conventions.AddFolderRouteModelConvention("/Desk/Pages", page => page.Selectors.Clear())
            );
            return;
        }

        var cookies = new DeskCookies(settings.Newsletter);
        builder.Services.Configure<RazorViewEngineOptions>(views =>
            views.PageViewLocationFormats.Add("/Desk/Pages/Shared/{0}.cshtml")
        );
        builder
            .Services.AddAntiforgery(tokens =>
            {
                tokens.HeaderName = DeskForms.Header;
                tokens.Cookie.Name = cookies.Name("form");
                tokens.Cookie.SecurePolicy = cookies.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
                tokens.Cookie.Path = "/";
                tokens.SuppressXFrameOptionsHeader = true;
            })
            .AddAuthentication(Scheme)
            .AddCookie(Scheme, session => SetCookie(session, cookies));
        builder.Services.AddSingleton(cookies).AddSingleton<DeskNote>();
        KeepKeys(builder, settings.Storage);
    }

    /// <summary>What went wrong at the desk is said in the desk's own words and look.</summary>
    public static void UseDeskErrors(this IApplicationBuilder app, DispatcherSettings settings)
    {
        if (settings.Desk.IsOn)
        {
            var path = new PathString(new Uri(settings.Newsletter.BaseUrl).AbsolutePath.TrimEnd('/')).Add("/desk");
            app.UseWhen(
                context =>
                    context.Request.Path.StartsWithSegments("/desk") || context.Request.Path.StartsWithSegments(path),
                desk => desk.UseStatusCodePagesWithReExecute("/desk/error/{0}")
            );
        }
    }

    /// <summary>Who it is and what the person may do, before a body is read.</summary>
    public static void UseDeskGate(this WebApplication app, DeskSettings desk)
    {
        if (desk.IsOn)
        {
            app.UseMiddleware<DeskGate>();
        }
    }

    /// <summary>Whether a form is ours, after it was read.</summary>
    public static void UseDeskForms(this WebApplication app, DeskSettings desk)
    {
        if (desk.IsOn)
        {
            app.UseMiddleware<DeskForms>();
        }
    }

    /// <summary>The desk's addresses that are no pages, and the check that each address of the desk has its row.</summary>
    /// <exception cref="InvalidOperationException">An address of the desk has no row in the table of rights.</exception>
    public static void MapDesk(this WebApplication app, DeskSettings desk)
    {
        if (!desk.IsOn)
        {
            return;
        }

        IEndpointRouteBuilder routes = app;
        var open = routes
            .DataSources.SelectMany(source => source.Endpoints)
            .OfType<RouteEndpoint>()
            .FirstOrDefault(endpoint => DeskRights.IsDesk(endpoint) && DeskRights.Of(endpoint) is null);
        if (open is not null)
        {
            throw new InvalidOperationException(
                $"/{open.RoutePattern.RawText?.TrimStart('/')} has no row in DeskRights; say there which right it needs."
            );
        }
    }

    private static void SetCookie(CookieAuthenticationOptions session, DeskCookies cookies)
    {
        session.Cookie.Name = cookies.Name("session");
        session.Cookie.HttpOnly = true;
        session.Cookie.Path = "/";
        session.Cookie.SameSite = SameSiteMode.Lax;
        session.Cookie.SecurePolicy = cookies.IsSecure ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
        session.ExpireTimeSpan = LongestSession;
        session.LoginPath = "/desk/sign-in";
        session.ReturnUrlParameter = "to";
    }

    /// <summary>The keys of cookies, beside the database: a restart signs nobody out.</summary>
    private static void KeepKeys(WebApplicationBuilder builder, StorageSettings storage)
    {
        var folder = $"{storage.KeyFile}.desk";
        PrivateFiles.CreateFolder(folder);
        builder.Services.RemoveAll<IDataProtectionProvider>();
        builder
            .Services.AddDataProtection()
            .SetApplicationName("dispatcher")
            .PersistKeysToFileSystem(new DirectoryInfo(folder));

        // It warns that the keys are not encrypted at rest: the folder is open to the dispatcher's user only.
        builder
            .Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            // A stranger must not fill the log with forms that are not ours.
            .AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Error);
    }
}
