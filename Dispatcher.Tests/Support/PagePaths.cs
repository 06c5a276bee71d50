using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Newsletter.Dispatcher.Approvals;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Tokens;

namespace Newsletter.Dispatcher.Tests.Support;

/// <summary>The addresses of a running service.</summary>
internal static class PagePaths
{
    /// <summary>Every route of the program, its parameters filled with what is good.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(PagesHost pages)
    {
        var ana = await pages.AddAsync($"ana{Guid.NewGuid():N}@example.org");
        using var signUp = await pages.SignUpAsync($"ben{Guid.NewGuid():N}@example.org");
        await pages.WaitForAsync("SELECT count(*) FROM mails WHERE state <> 'sending'", atLeast: 1);
        var confirm = await pages.ConfirmAsync();
        var old = await pages.AddAsync($"old{Guid.NewGuid():N}@example.org");
        await pages.ScalarAsync<object>("UPDATE subscribers SET link_epoch = 1 WHERE id = @old", new { old });
        var fresh = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var matter in LinkMatter.Asked.Append(LinkMatter.Refuse))
        {
            fresh[matter] = await pages.FreshAsync(ana, matter);
        }

        var waves = pages.Tokens.Sign(TokenPurpose.Waves, 1, pages.Clock.GetUtcNow().AddHours(1));
        var draft = await pages
            .Services.GetRequiredService<DraftLinks>()
            .MakeAsync("river", new Decider("account:1", "Ana", "x"), days: 1, CancellationToken.None);
        return
        [
            .. pages
                .Services.GetRequiredService<EndpointDataSource>()
                .Endpoints.OfType<RouteEndpoint>()
                .Select(endpoint => endpoint.RoutePattern.RawText!.TrimStart('/'))
                .Distinct()
                .Select(route =>
                    route.Split('/')[0] switch
                    {
                        "unsubscribe" => route.Replace(
                            "unsubscribe/{token}",
                            pages.Unsubscribe(ana),
                            StringComparison.Ordinal
                        ),
                        "manage" => route.Replace("manage/{token}", pages.Manage(ana), StringComparison.Ordinal),
                        "confirm" => confirm,
                        "old" => $"old/{pages.Tokens.Sign(TokenPurpose.Manage, old)}",
                        "link" when route.Contains("{token}", StringComparison.Ordinal) => fresh[route.Split('/')[^1]],
                        "waves" => $"waves/{waves}",
                        "draft" => route.Replace("{token}", draft, StringComparison.Ordinal),
                        _ => route,
                    }
                )
                .Select(route =>
                    route
                        .Replace("{handler:regex(^undo$)}", "undo", StringComparison.Ordinal)
                        .Replace("{status:int}", "404", StringComparison.Ordinal)
                )
                .Select(route => System.Text.RegularExpressions.Regex.Replace(route, @"\{[^/]*\}", "x")),
        ];
    }
}
