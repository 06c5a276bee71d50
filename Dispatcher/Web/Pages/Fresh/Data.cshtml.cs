using System.Text;
using Microsoft.AspNetCore.Mvc;
using Newsletter.Dispatcher.Subscriptions.Links;
using Newsletter.Dispatcher.Subscriptions.Wishes;

namespace Newsletter.Dispatcher.Web.Pages.Fresh;

/// <summary>Everything that is kept about a person, as a file for them. Tests: LinkPageTests.</summary>
internal sealed class DataModel(FreshLinks links, PersonExport export) : FreshPageModel(links, LinkMatter.Data)
{
    public async Task<IActionResult> OnPostAsync(CancellationToken cancellationToken)
    {
        if (await OnceAsync(id => export.WriteAsync(id, cancellationToken), cancellationToken) is { } json)
        {
            return File(Encoding.UTF8.GetBytes(json), "application/json", "my-data.json");
        }

        Response.StatusCode = StatusCodes.Status404NotFound;
        return Page();
    }
}
