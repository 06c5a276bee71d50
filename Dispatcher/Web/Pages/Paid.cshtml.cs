using Microsoft.AspNetCore.Mvc.RazorPages;

namespace Newsletter.Dispatcher.Web.Pages;

/// <summary>Where Stripe sends a reader back to. Its address is the same for everybody.</summary>
internal sealed class PaidModel : PageModel
{
    public static void OnGet()
    {
        // The page says the same to everybody.
    }
}
