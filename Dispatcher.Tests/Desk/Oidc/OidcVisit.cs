using System.Net;
using Newsletter.Dispatcher.Settings;
using Newsletter.Dispatcher.Tests.Support;

namespace Newsletter.Dispatcher.Tests.Desk.Oidc;

/// <summary>The way of a browser from the sign-in page to the sign-in service and back.</summary>
internal static class OidcVisit
{
    public static OidcSettings Settings(Uri issuer, string secret = OpenIddictServer.ClientSecret) =>
        new()
        {
            Issuer = issuer,
            ClientId = OpenIddictServer.ClientId,
            ClientSecret = secret,
            Name = "Example login",
            Roles = new Dictionary<string, string>
            {
                ["boss"] = "owner",
                ["news-editors"] = "editor",
                ["news-support"] = "support",
            },
        };

    public static Task<DeskSite> OpenDeskAsync(OidcSettings oidc, TimeProvider clock) =>
        DeskSite.OpenAsync(settings => settings with { Desk = settings.Desk with { Oidc = oidc } }, clock: clock);

    /// <summary>Goes to the service; the answer is not brought back yet.</summary>
    /// <param name="to">The page that the person wanted.</param>
    /// <returns>The address, on this desk, to which the service sends the browser.</returns>
    public static async Task<string> GoAsync(DeskBrowser browser, string to = "/desk")
    {
        var start = await browser.GetAsync($"desk/sign-in/oidc?to={Uri.EscapeDataString(to)}");
        Assert.That(start.StatusCode, Is.EqualTo(HttpStatusCode.Redirect), start.Headers.Location?.ToString());
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var service = new HttpClient(handler);
        using var answer = await service.GetAsync(start.Headers.Location);
        Assert.That(answer.Headers.Location, Is.Not.Null, await answer.Content.ReadAsStringAsync());
        Assert.That(
            answer.Headers.Location!.GetLeftPart(UriPartial.Path),
            Is.EqualTo("https://letter.example.com/desk/sign-in/oidc/answer")
        );
        return answer.Headers.Location.PathAndQuery[1..];
    }

    /// <summary>Goes to the service and back.</summary>
    public static async Task<HttpResponseMessage> SignInAsync(DeskBrowser browser, string to = "/desk") =>
        await browser.GetAsync(await GoAsync(browser, to));
}
