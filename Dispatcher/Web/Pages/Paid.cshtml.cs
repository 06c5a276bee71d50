using Microsoft.AspNetCore.Mvc.RazorPages;
using Newsletter.Dispatcher.Settings;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>
/// Where Stripe sends a reader back to. Its address is the same for everybody, and so is what it says.
/// Tests: PayPageTests.
/// </summary>
internal sealed class PaidModel(NewsletterSettings newsletter) : PageModel
{
    public string Contact { get; private set; } = "";

    public void OnGet() => Contact = (newsletter.ReplyTo ?? newsletter.From).Value;
}
