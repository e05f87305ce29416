using System.CommandLine;
using RoboticsStack.Core;
using RoboticsStack.Kitchens;
using RoboticsStack.Kitchens.Pictures;
using RoboticsStack.Mujoco;
using RoboticsStack.Scenes;

namespace RoboticsStack.Cli.Verbs;

/// <summary>robot sim: shows a generated kitchen, as text and as a picture.</summary>
internal static class SimVerb
{
    public static Command Create()
    {
        Option<ulong> seed = CommonOptions.Seed();
        Option<string?> picture = new("--picture") { Description = "PNG file to draw the kitchen into: from above, overview, the coffee machine" };
        Command command = new("sim", "Show a generated kitchen") { seed, picture };
        command.SetAction(parsed =>
        {
            Kitchen kitchen = KitchenGenerator.Generate(parsed.GetValue(seed));
            if (parsed.GetValue(picture) is { } file)
            {
                Draw(kitchen, file);
            }
            KitchenScreen.Print(kitchen);
        });
        return command;
    }

    private static void Draw(Kitchen kitchen, string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Create, FileAccess.Write);
            SceneDescription scene = kitchen.ToScene();
            using IPhysicsWorld world = new MujocoEngine().Build(scene);
            world.Refresh();
            KitchenPicture.Draw(kitchen, world, scene).WritePng(stream);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"The picture '{file}' cannot be written: {e.Message} Choose another file with --picture.", e);
        }
    }
}
